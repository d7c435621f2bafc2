//! What must not stand in files of each format.

/// Looks at each chapter of an e-book; how many there are.
pub(crate) fn book(bytes: &[u8]) -> usize {
    let mut zip = zip::ZipArchive::new(std::io::Cursor::new(bytes)).unwrap();
    let mut chapters = 0;
    for i in 0..zip.len() {
        let mut text = String::new();
        let mut file = zip.by_index(i).unwrap();
        let name = file.name().unwrap().into_owned();
        if !name.ends_with(".xhtml") {
            continue;
        }
        std::io::Read::read_to_string(&mut file, &mut text).unwrap();
        let options = roxmltree::ParsingOptions { allow_dtd: true, ..Default::default() };
        let document = roxmltree::Document::parse_with_options(&text, options).unwrap();
        for node in document.descendants().filter(roxmltree::Node::is_element) {
            let element = node.tag_name().name();
            assert!(
                !matches!(element, "script" | "iframe" | "object" | "embed" | "form" | "base" | "style"),
                "{name}: <{element}>"
            );
            for attribute in node.attributes() {
                let value = attribute.value().trim_start().to_ascii_lowercase();
                assert!(!attribute.name().to_ascii_lowercase().starts_with("on"), "{name}: {attribute:?}");
                assert!(
                    !["javascript:", "vbscript:", "data:", "file:"].iter().any(|s| value.starts_with(s)),
                    "{name}: {attribute:?}"
                );
            }
        }
        chapters += 1;
    }
    chapters
}

/// Looks at every object of a PDF file, also at those in compressed streams; how many addresses it links to.
pub(crate) fn paper(path: &str, bytes: &[u8]) -> usize {
    let mut all = Vec::new();
    let mut rest = bytes;
    while let Some(at) = find(rest, b"stream\n") {
        all.extend(&rest[..at]);
        let data = &rest[at + b"stream\n".len()..];
        let mut inflated = Vec::new();
        let _ = std::io::Read::read_to_end(&mut flate2::read::ZlibDecoder::new(data), &mut inflated);
        // Objects are text; fonts and pictures are not, and any three bytes stand in them somewhere.
        if std::str::from_utf8(&inflated).is_ok() {
            all.extend(inflated);
        }
        let end = find(data, b"endstream").expect("a stream ends");
        rest = &data[end + b"endstream".len()..];
    }
    all.extend(rest);
    for forbidden in [
        "/JavaScript",
        "/JS ",
        "/JS(",
        "/JS<",
        "/Launch",
        "/EmbeddedFile",
        "/SubmitForm",
        "/ImportData",
        "/GoToR",
    ] {
        let at = find(&all, forbidden.as_bytes());
        let around = at.map(|at| String::from_utf8_lossy(&all[at.saturating_sub(60)..at + 20]).into_owned());
        assert!(around.is_none(), "{path}: {around:?}");
    }
    let mut links = 0;
    let mut rest = &all[..];
    while let Some(at) = find(rest, b"/URI") {
        rest = &rest[at + b"/URI".len()..];
        let value = rest.trim_ascii_start();
        if let Some(address) = value.strip_prefix(b"(") {
            let known = [&b"https:"[..], b"http:", b"mailto:", b"tel:"];
            let shown = String::from_utf8_lossy(&address[..address.len().min(60)]);
            assert!(known.iter().any(|s| address.starts_with(s)), "{path}: {shown}");
            links += 1;
        } else {
            // The other places of the word: the name of the action.
            assert!(!value.starts_with(b"<"), "{path}: an address in hexadecimal");
        }
    }
    links
}

/// Where bytes stand in others.
pub(crate) fn find(bytes: &[u8], word: &[u8]) -> Option<usize> {
    bytes.windows(word.len()).position(|w| w == word)
}

/// Every line is a property or continues one, and what begins also ends.
pub(crate) fn calendar(path: &str, text: &str) {
    let mut open = Vec::new();
    for line in text.split_terminator("\r\n") {
        assert!(!line.contains(['\n', '\r']), "{path}: {line:?}");
        if line.starts_with(' ') {
            continue;
        }
        let name: String = line.chars().take_while(|c| !matches!(c, ':' | ';')).collect();
        assert!(
            name.chars().all(|c| c.is_ascii_uppercase() || c == '-' || c.is_ascii_digit()),
            "{path}: {line:?}"
        );
        assert_ne!(name, "ATTACH", "{path}: {line:?}");
        match name.as_str() {
            "BEGIN" => open.push(line[6..].to_owned()),
            "END" => assert_eq!(open.pop().as_deref(), Some(&line[4..]), "{path}"),
            _ => {}
        }
    }
    assert!(open.is_empty(), "{path}: {open:?}");
}

/// Rows of a table (RFC 4180).
pub(crate) fn cells(text: &str) -> Vec<Vec<String>> {
    let (mut rows, mut row, mut cell, mut quoted) = (Vec::new(), Vec::new(), String::new(), false);
    let mut chars = text.chars().peekable();
    while let Some(c) = chars.next() {
        match c {
            '"' if quoted && chars.peek() == Some(&'"') => cell.extend(chars.next()),
            '"' => quoted = !quoted,
            ',' if !quoted => row.push(std::mem::take(&mut cell)),
            '\r' if !quoted => {}
            '\n' if !quoted => {
                row.push(std::mem::take(&mut cell));
                rows.push(std::mem::take(&mut row));
            }
            c => cell.push(c),
        }
    }
    rows
}
