/* The search of a kb site, without any interface: see README.md. Plain script, old syntax on purpose. */
(function () {
  "use strict";

  var FORMATS = { engine: "kb_search.wasm.gz", script: "kb_search.wasm.js" };
  var ROUNDS = 12;
  var fromDisk = location.protocol === "file:";
  var engines = {};

  function problem(code, file) {
    var error = new Error("search: " + code + (file ? " (" + file + ")" : ""));
    error.code = code;
    error.file = file || "";
    return error;
  }

  function supported() {
    return (
      typeof WebAssembly === "object" &&
      typeof Promise === "function" &&
      typeof Uint8Array === "function" &&
      typeof TextDecoder === "function"
    );
  }

  /* Settles like the promise, or with the code after so many milliseconds. */
  function within(promise, limit, code, file) {
    return new Promise(function (resolve, reject) {
      var timer = setTimeout(function () {
        reject(problem(code, file));
      }, limit);
      promise.then(
        function (value) {
          clearTimeout(timer);
          resolve(value);
        },
        function (error) {
          clearTimeout(timer);
          reject(error && error.code ? error : problem("fetch-failed", file));
        }
      );
    });
  }

  /* ---- files ---- */

  var arriving = {}; // scripts that are being loaded: key to a function that takes the string

  window.kbSearchData = function (name, text) {
    var script = document.currentScript;
    var take = script && arriving[script.src];
    if (take) {
      take(text);
    }
  };

  function bytesOf(text) {
    var bytes = new Uint8Array(text.length);
    for (var i = 0; i < text.length; i++) {
      bytes[i] = text.charCodeAt(i) & 255;
    }
    return bytes;
  }

  function loadScript(url, charset, file) {
    return new Promise(function (resolve, reject) {
      var script = document.createElement("script");
      var data = null;
      if (charset) {
        script.charset = charset;
      }
      script.async = true;
      script.src = url;
      arriving[script.src] = function (text) {
        data = bytesOf(text);
      };
      script.onload = function () {
        delete arriving[script.src];
        script.parentNode.removeChild(script);
        resolve(data);
      };
      script.onerror = function () {
        delete arriving[script.src];
        script.parentNode.removeChild(script);
        reject(problem("fetch-failed", file));
      };
      document.head.appendChild(script);
    });
  }

  /* A file of the index; fresh: past the browser's cache. */
  function load(base, file, fresh) {
    if (fromDisk) {
      return loadScript(base + file, "x-user-defined", file).then(function (bytes) {
        if (!bytes) {
          throw problem("bad-data", file);
        }
        return bytes;
      });
    }
    return fetch(base + file, fresh ? { cache: "reload" } : {}).then(function (response) {
      if (response.status === 404 && /^d/.test(file)) {
        return new Uint8Array(0); // a part of a page that is gone: the engine knows another
      }
      if (!response.ok) {
        throw problem("fetch-failed", file);
      }
      return response.arrayBuffer().then(function (buffer) {
        return new Uint8Array(buffer);
      });
    });
  }

  /* What is between the quotes of a file's script; the engine does the same for the index. */
  function unwrap(bytes, file) {
    var start = 0;
    var quotes = 0;
    while (quotes < 3 && start < 100) {
      quotes += bytes[start++] === 34 ? 1 : 0;
    }
    var out = new Uint8Array(bytes.length);
    var length = 0;
    for (var i = start; i < bytes.length && bytes[i] !== 34; i++) {
      var byte = bytes[i];
      if (byte === 92) {
        byte = bytes[++i];
        if (byte === 110) byte = 10;
        else if (byte === 114) byte = 13;
        else if (byte === 48) byte = 0;
        else if (byte === 120) {
          byte = 0;
          i += 2;
        }
      }
      out[length++] = byte;
    }
    if (i >= bytes.length) {
      throw problem("bad-data", file);
    }
    return out.subarray(0, length);
  }

  function loadEngine(base) {
    function script() {
      return load(base, FORMATS.script).then(function (bytes) {
        return fromDisk ? bytes : unwrap(bytes, FORMATS.script);
      });
    }
    if (fromDisk || typeof DecompressionStream !== "function") {
      return script();
    }
    return load(base, FORMATS.engine).then(function (bytes) {
      if (bytes[0] !== 0x1f || bytes[1] !== 0x8b) {
        return bytes; // the host said that the file is compressed, and the browser undid it
      }
      var stream = new Blob([bytes]).stream().pipeThrough(new DecompressionStream("gzip"));
      return new Response(stream).arrayBuffer().then(function (buffer) {
        return new Uint8Array(buffer);
      });
    });
  }

  /* ---- the worker ---- */

  function startWorker(base) {
    if (!fromDisk) {
      try {
        return Promise.resolve(fromWorker(new Worker(base + "search-worker.js")));
      } catch (error) {
        return onThisThread(base);
      }
    }
    return loadScript(base + "search-worker.js", "utf-8", "search-worker.js").then(function () {
      var source = "(" + window.kbSearchEngine + ")";
      var text = "var run=" + source + "(function(m){self.postMessage(m)});onmessage=function(e){run(e.data)};";
      var url = URL.createObjectURL(new Blob([text], { type: "text/javascript" }));
      var worker;
      try {
        worker = fromWorker(new Worker(url));
      } catch (error) {
        return here();
      }
      return worker;
    });
  }

  function fromWorker(worker) {
    var port = { onmessage: null, onerror: null };
    var dead = false; // it may die before anybody listens
    worker.onmessage = function (event) {
      port.onmessage(event.data);
    };
    worker.onerror = function (event) {
      if (event.preventDefault) {
        event.preventDefault();
      }
      dead = true;
      if (port.onerror) {
        port.onerror();
      }
    };
    port.post = function (message) {
      if (dead) {
        port.onerror();
        return;
      }
      worker.postMessage(message);
    };
    port.stop = function () {
      worker.terminate();
    };
    return port;
  }

  function here() {
    var port = { onmessage: null, onerror: null, stop: function () {} };
    var receive = window.kbSearchEngine(function (message) {
      port.onmessage(message);
    });
    port.post = function (message) {
      setTimeout(function () {
        receive(message);
      }, 0);
    };
    return port;
  }

  function onThisThread(base) {
    var loaded = window.kbSearchEngine
      ? Promise.resolve()
      : loadScript(base + "search-worker.js", "utf-8", "search-worker.js");
    return loaded.then(here);
  }

  /* ---- the engine ---- */

  function Engine(base, lang, limit) {
    this.base = base;
    this.lang = lang;
    this.limit = limit;
    this.waiting = {};
    this.next = 1;
    this.newest = 0;
    this.port = null;
    this.closed = false;
  }

  /* Connects to a worker; if that dies at once (a policy forbids it), to this thread. */
  Engine.prototype.connect = function (port) {
    var self = this;
    self.port = port;
    port.onmessage = function (message) {
      var waiting = self.waiting[message.id];
      delete self.waiting[message.id];
      if (waiting && message.error) {
        waiting.reject(problem(message.error.code, message.error.file));
      } else if (waiting) {
        waiting.resolve(message.ok);
      }
    };
    port.onerror = function () {
      self.rejectAll(problem("crashed"));
    };
  };

  Engine.prototype.rejectAll = function (error) {
    var waiting = this.waiting;
    this.waiting = {};
    for (var id in waiting) {
      waiting[id].reject(error);
    }
  };

  Engine.prototype.ask = function (message) {
    var self = this;
    if (self.closed) {
      return Promise.reject(problem("closed"));
    }
    var answer = new Promise(function (resolve, reject) {
      message.id = self.next++;
      self.waiting[message.id] = { resolve: resolve, reject: reject };
      self.port.post(message);
    });
    return within(answer, self.limit, "timeout");
  };

  Engine.prototype.start = function () {
    var self = this;
    var files = Promise.all([
      loadEngine(self.base),
      load(self.base, "index.js"),
      // The lengths of the reader's language: a language that the site does not have has none.
      load(self.base, norms(self.lang)).then(null, function () {
        return null;
      })
    ]);
    var worker = startWorker(self.base);
    return within(Promise.all([files, worker]), self.limit, "timeout").then(function (all) {
      var wasm = all[0][0];
      var head = all[0][1];
      self.early = all[0][2] ? [{ name: norms(self.lang), bytes: all[0][2] }] : [];
      function open(port) {
        self.connect(port);
        return self.ask({ "do": "open", wasm: wasm, head: head, lang: self.lang });
      }
      return open(all[1]).then(null, function (error) {
        if (error.code !== "crashed") {
          throw error;
        }
        return onThisThread(self.base).then(open);
      });
    }).then(function (info) {
      self.languages = info.languages;
      self.sectors = info.sectors;
      self.kinds = info.kinds;
      self.jurisdictions = info.jurisdictions;
      return self;
    });
  };

  function norms(lang) {
    return "n/" + lang.replace(/[^A-Za-z0-9]/g, "-") + ".js";
  }

  Engine.prototype.search = function (text, options) {
    var self = this;
    var mine = ++self.newest;
    var o = options || {};
    var parts = [text, o.lang || self.lang, o.sector, o.kind, o.jurisdiction, o.limit || 10];
    var query = parts
      .map(function (part) {
        return String(part === undefined || part === null ? "" : part).slice(0, 4000).replace(/\0/g, " ");
      })
      .join("\0");

    function overtaken() {
      return mine !== self.newest;
    }

    function fetchAll(names, fresh) {
      return Promise.all(
        names.map(function (name) {
          return within(load(self.base, name, fresh), self.limit, "timeout", name).then(function (bytes) {
            return { name: name, bytes: bytes };
          });
        })
      );
    }

    function step(files, round, fresh) {
      if (self.closed) {
        throw problem("closed");
      }
      if (overtaken()) {
        throw problem("superseded");
      }
      return self.ask({ "do": "step", files: files, query: query }).then(
        function (answer) {
          if (overtaken()) {
            throw problem("superseded");
          }
          if (answer.done) {
            answer.done.query = text;
            return answer.done;
          }
          if (round >= ROUNDS) {
            throw problem("bad-data");
          }
          return fetchAll(answer.need, fresh).then(function (got) {
            return step(got, round + 1, fresh);
          });
        },
        function (error) {
          // A file from an old cache: once more, past the cache.
          if (!fresh && !fromDisk && (error.code === "version-mismatch" || error.code === "bad-data")) {
            return step([], round, true);
          }
          throw error;
        }
      );
    }

    var early = self.early || [];
    self.early = [];
    return Promise.resolve().then(function () {
      return step(early, 0, false);
    });
  };

  Engine.prototype.close = function () {
    this.closed = true;
    this.rejectAll(problem("closed"));
    this.port.stop();
    delete engines[this.base + " " + this.lang];
  };

  window.KbSearch = {
    supported: supported,
    open: function (options) {
      if (!supported()) {
        return Promise.reject(problem("no-wasm"));
      }
      var base = new URL(options.base, document.baseURI).href;
      var lang = options.lang || document.documentElement.lang || "";
      var key = base + " " + lang;
      if (!engines[key]) {
        engines[key] = new Engine(base, lang, options.timeout || 20000).start();
        engines[key].then(null, function () {
          delete engines[key];
        });
      }
      return engines[key];
    }
  };
})();
