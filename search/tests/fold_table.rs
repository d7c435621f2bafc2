//! The table of folded characters is what its maker makes.

#![allow(clippy::unwrap_used)]

#[path = "../examples/fold_table.rs"]
#[allow(dead_code)]
mod fold_table;

#[test]
fn the_table_is_up_to_date() {
    let built = include_bytes!("../src/fold.bin");
    assert_eq!(
        fold_table::table().unwrap(),
        built,
        "run `cargo run -p kb-search --example fold_table`"
    );
}
