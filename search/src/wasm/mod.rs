//! The browser's entry: a C interface of numbers and bytes, so that no generated glue is needed.
//!
//! The caller allocates, writes, calls; texts come back as JSON in the output buffer. One engine lives in
//! a module instance. After a trap the instance must be thrown away.

#![allow(unsafe_code)]

use crate::prelude::*;
mod json;

use crate::codec::Error;
use crate::engine::{Engine, Filters, Query, Step};
use alloc::boxed::Box;
use core::cell::UnsafeCell;

#[global_allocator]
static ALLOCATOR: dlmalloc::GlobalDlmalloc = dlmalloc::GlobalDlmalloc;

#[panic_handler]
fn panic(_: &core::panic::PanicInfo<'_>) -> ! {
    core::arch::wasm32::unreachable()
}

/// What an exported function came to.
const DONE: u32 = 0;
const NEED: u32 = 1;
const FAILED: u32 = 2;

struct State {
    engine: Option<Engine>,
    out: String,
}

/// The module's state.
struct Cell(UnsafeCell<State>);

// SAFETY: the module has one thread.
unsafe impl Sync for Cell {}

static STATE: Cell = Cell(UnsafeCell::new(State {
    engine: None,
    out: String::new(),
}));

fn with<T>(run: impl FnOnce(&mut State) -> T) -> T {
    // SAFETY: there is one thread, and no exported function calls another one.
    run(unsafe { &mut *STATE.0.get() })
}

/// Bytes for the caller to write into; they are freed by the function that they are passed to.
#[unsafe(no_mangle)]
pub(crate) extern "C" fn kb_alloc(len: usize) -> *mut u8 {
    Box::into_raw(vec![0_u8; len].into_boxed_slice()).cast()
}

/// Takes back what `kb_alloc` gave.
fn take(start: *mut u8, len: usize) -> Vec<u8> {
    let slice = core::ptr::slice_from_raw_parts_mut(start, len);
    // SAFETY: the caller passes a pointer from `kb_alloc` with its length, once.
    unsafe { Box::from_raw(slice) }.into_vec()
}

fn text(start: *mut u8, len: usize) -> String {
    String::from_utf8(take(start, len)).unwrap_or_default()
}

/// Where the output is.
#[unsafe(no_mangle)]
pub(crate) extern "C" fn kb_out() -> *const u8 {
    with(|state| state.out.as_ptr())
}

/// How long the output is.
#[unsafe(no_mangle)]
pub(crate) extern "C" fn kb_out_len() -> usize {
    with(|state| state.out.len())
}

/// Opens an index, given its head.
#[unsafe(no_mangle)]
pub(crate) extern "C" fn kb_open(start: *mut u8, len: usize) -> u32 {
    let head = take(start, len);
    with(|state| match Engine::open(&head) {
        Ok(engine) => {
            state.engine = Some(engine);
            DONE
        }
        Err(error) => state.fail(&error),
    })
}

/// What there is to filter by, with titles in the given language.
#[unsafe(no_mangle)]
pub(crate) extern "C" fn kb_info(start: *mut u8, len: usize) -> u32 {
    let lang = text(start, len);
    with(|state| {
        let Some(engine) = &state.engine else {
            return FAILED;
        };
        state.out = json::info(engine, &lang);
        DONE
    })
}

/// Takes a file of the index.
#[unsafe(no_mangle)]
pub(crate) extern "C" fn kb_provide(
    name: *mut u8,
    name_len: usize,
    start: *mut u8,
    len: usize,
) -> u32 {
    let (name, file) = (text(name, name_len), take(start, len));
    with(|state| {
        let Some(engine) = &mut state.engine else {
            return FAILED;
        };
        match engine.provide(&name, &file) {
            Ok(()) => DONE,
            Err(error) => state.fail(&error),
        }
    })
}

/// Answers a query or says which files are needed. The query is text, language, sector, kind, jurisdiction
/// and limit, separated by U+0000.
#[unsafe(no_mangle)]
pub(crate) extern "C" fn kb_step(start: *mut u8, len: usize) -> u32 {
    let query = query(&text(start, len));
    with(|state| {
        let Some(engine) = &mut state.engine else {
            return FAILED;
        };
        match engine.step(&query) {
            Ok(Step::Done(results)) => {
                state.out = json::results(&results);
                DONE
            }
            Ok(Step::Need(files)) => {
                state.out = json::names(&files);
                NEED
            }
            Err(error) => state.fail(&error),
        }
    })
}

impl State {
    fn fail(&mut self, error: &Error) -> u32 {
        self.out = json::error(error);
        FAILED
    }
}

fn query(text: &str) -> Query {
    let mut parts = text.split('\0');
    let mut next = || parts.next().unwrap_or_default();
    let (text, lang) = (next().to_owned(), next().to_owned());
    let filter = |value: &str| (!value.is_empty()).then(|| value.to_owned());
    let filters = Filters {
        sector: filter(next()),
        kind: filter(next()),
        jurisdiction: filter(next()),
    };
    let limit = next().bytes().filter(u8::is_ascii_digit).take(4);
    let limit = limit.fold(0, |number, digit| number * 10 + usize::from(digit - b'0'));
    Query {
        text,
        lang,
        filters,
        limit: limit.clamp(1, 100),
    }
}
