#![no_main]

libfuzzer_sys::fuzz_target!(|data: &[u8]| kb_fuzz::serve_path(data));
