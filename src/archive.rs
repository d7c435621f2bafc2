//! Zip files: the copy of the site for a disk, and e-books. The same entries give the same bytes.

use std::io::{Cursor, Write};

use jiff::civil::Date;
use zip::write::SimpleFileOptions;
use zip::{CompressionMethod, DateTime, ZipWriter};

/// Endings of files that are compressed already: deflating them again costs time and saves nothing.
const PACKED: [&str; 12] =
    ["png", "jpg", "jpeg", "gif", "webp", "avif", "gz", "woff2", "epub", "zip", "mp3", "mp4"];

/// The first entry of an EPUB, which must be readable at a fixed offset (OCF 3.2, section 4.3).
const MIMETYPE: &str = "mimetype";

/// Permissions of every entry.
const MODE: u32 = 0o644;

/// A zip of files in the order given; names are `/`-separated and each is given once. `day` is the
/// date that every file carries; zip knows the years 1980 to 2107, other dates become 1980-01-01.
pub(crate) fn write<B: AsRef<[u8]>>(files: impl IntoIterator<Item = (String, B)>, day: Date) -> Vec<u8> {
    let when = u16::try_from(day.year())
        .ok()
        .and_then(|year| {
            DateTime::from_date_and_time(
                year,
                day.month().cast_unsigned(),
                day.day().cast_unsigned(),
                0,
                0,
                0,
            )
            .ok()
        })
        .unwrap_or_default();
    let options = SimpleFileOptions::default().last_modified_time(when).unix_permissions(MODE);
    let mut zip = ZipWriter::new(Cursor::new(Vec::new()));
    // A name beyond zip's 64 kB is beyond every file system's limit too: publishing reports it.
    for (name, bytes) in files.into_iter().filter(|(name, _)| name.len() <= usize::from(u16::MAX)) {
        let ending = name.rsplit_once('.').map_or("", |(_, ending)| ending);
        let packed = name == MIMETYPE || PACKED.contains(&ending);
        let method = if packed { CompressionMethod::Stored } else { CompressionMethod::Deflated };
        let bytes = bytes.as_ref();
        let large = u32::try_from(bytes.len()).is_err();
        zip.start_file(name, options.compression_method(method).large_file(large))
            .expect("names are unique and fit");
        zip.write_all(bytes).expect("memory takes what is written");
    }
    zip.finish().expect("memory takes what is written").into_inner()
}

#[cfg(test)]
mod tests {
    use std::io::Read;

    use jiff::civil::date;

    use super::*;

    fn sample(day: Date) -> Vec<u8> {
        let long = "字".repeat(1000);
        write(
            [
                (MIMETYPE.to_owned(), b"application/epub+zip".as_slice()),
                ("图/a.html".to_owned(), long.as_bytes()),
                ("b.png".to_owned(), b"\x89PNG"),
            ],
            day,
        )
    }

    #[test]
    fn entries_come_back_in_order_with_their_date() {
        let bytes = sample(date(2026, 11, 27));
        let mut zip = zip::ZipArchive::new(Cursor::new(&bytes)).expect("a zip");
        let names: Vec<String> = zip.file_names().map(|n| n.expect("UTF-8").into_owned()).collect();
        assert_eq!(names, [MIMETYPE, "图/a.html", "b.png"]);
        let mut file = zip.by_name("图/a.html").expect("an entry");
        assert!(file.compressed_size() < 100 && file.last_modified().is_some_and(|t| t.day() == 27));
        let mut text = String::new();
        file.read_to_string(&mut text).expect("text");
        assert_eq!(text, "字".repeat(1000));
        // An EPUB is known by these bytes at this place.
        assert_eq!(&bytes[30..58], b"mimetypeapplication/epub+zip");
    }

    #[test]
    fn the_same_files_give_the_same_bytes_and_any_date_works() {
        assert_eq!(sample(date(2026, 11, 27)), sample(date(2026, 11, 27)));
        assert_eq!(sample(Date::MIN), sample(date(1975, 1, 1)));
    }
}
