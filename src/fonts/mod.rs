//! The built-in fonts: Noto Sans SC in two weights, for what `kb` draws itself (PDF, pictures).
//!
//! They are TrueType files with 1000 units an em, cut down to about 9000 characters; `subset.py`
//! beside this file says which, and remakes them. Licence: SIL Open Font License 1.1 (`OFL.txt`). The
//! fonts are never published with a site; a PDF holds the glyphs that it uses.

/// Family name inside both files.
pub const FAMILY: &str = "Noto Sans SC";

/// Weight 400.
pub const REGULAR: &[u8] = include_bytes!("NotoSansSC-Regular.subset.ttf");

/// Weight 700.
pub const BOLD: &[u8] = include_bytes!("NotoSansSC-Bold.subset.ttf");
