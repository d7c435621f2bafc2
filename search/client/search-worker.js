/* The engine's thread: holds the WebAssembly instance, does no input or output.
 *
 * Over http the client starts this file as a worker. From a disk, where a worker can not be started from a
 * file, the client loads it as a script and starts the same function from a Blob, or, where even that is
 * forbidden, runs it on the page's own thread. Messages: {id, do, …} in, {id, ok | error} out. */
(function () {
  "use strict";

  function engine(reply) {
    var wasm = null; // exports of the running instance
    var module = null;
    var head = null;

    function fail(id, code, file) {
      reply({ id: id, error: { code: code, file: file || "" } });
    }

    function put(bytes) {
      var at = wasm.kb_alloc(bytes.length);
      new Uint8Array(wasm.memory.buffer, at, bytes.length).set(bytes);
      return at;
    }

    function out() {
      var bytes = new Uint8Array(wasm.memory.buffer, wasm.kb_out(), wasm.kb_out_len());
      return JSON.parse(new TextDecoder().decode(bytes));
    }

    /* Calls an exported function with one text; answers {status, value}. */
    function call(name, text) {
      var bytes = new TextEncoder().encode(text);
      var status = wasm[name](put(bytes), bytes.length);
      return { status: status, value: out() };
    }

    function start() {
      wasm = new WebAssembly.Instance(module, {}).exports;
      var status = wasm.kb_open(put(head), head.length);
      return status === 0 ? null : out();
    }

    var actions = {
      open: function (message) {
        head = message.head;
        WebAssembly.compile(message.wasm).then(function (compiled) {
          module = compiled;
          var error = start();
          if (error) {
            fail(message.id, error.code, error.file);
          } else {
            reply({ id: message.id, ok: call("kb_info", message.lang).value });
          }
        })["catch"](function () {
          fail(message.id, "no-wasm");
        });
      },
      info: function (message) {
        reply({ id: message.id, ok: call("kb_info", message.lang).value });
      },
      /* Takes files, then steps: answers {need: […]} or {done: …}. */
      step: function (message) {
        var i, file, name, status, error;
        for (i = 0; i < message.files.length; i++) {
          file = message.files[i];
          name = new TextEncoder().encode(file.name);
          status = wasm.kb_provide(put(name), name.length, put(file.bytes), file.bytes.length);
          if (status !== 0) {
            error = out();
            fail(message.id, error.code, error.file);
            return;
          }
        }
        var step = call("kb_step", message.query);
        if (step.status === 2) {
          fail(message.id, step.value.code, step.value.file);
        } else {
          reply({ id: message.id, ok: step.status === 1 ? { need: step.value } : { done: step.value } });
        }
      }
    };

    return function (message) {
      try {
        actions[message["do"]](message);
      } catch (trap) {
        // A trap leaves the instance in an unknown state: go on with a new one.
        try {
          start();
        } catch (again) {
          wasm = null;
        }
        fail(message.id, "crashed");
      }
    };
  }

  if (typeof window === "undefined" && typeof self !== "undefined" && typeof self.postMessage === "function") {
    var receive = engine(function (message) {
      self.postMessage(message);
    });
    self.onmessage = function (event) {
      receive(event.data);
    };
  } else {
    window.kbSearchEngine = engine;
  }
})();
