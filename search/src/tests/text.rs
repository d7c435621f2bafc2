//! Text to terms, stems, neighbours and units.

use crate::analyse::{Shape, analyse};
use crate::fold::Folder;
use crate::query::{Unit, is_near, parse};
use crate::stem::stem;

fn terms(text: &str) -> String {
    let mut found = Vec::new();
    analyse(&Folder::new(), text, &mut |token| {
        let mark = match token.shape {
            Shape::Last => "-",
            Shape::Single => "!",
            Shape::Word | Shape::Pair => "",
        };
        found.push(format!("{}{mark}", token.key));
    });
    found.join(" ")
}

#[test]
fn text_becomes_terms() {
    for (text, expected) in [
        ("", ""),
        ("退款", "退款 款-"),
        ("退款流程", "退款 款流 流程 程-"),
        ("是。", "是!"),
        ("退 款", "退! 款!"),
        ("拨打12315热线", "拨打 打- 12315 热线 线-"),
        ("5G套餐", "5g 套餐 餐-"),
        ("Refund, REFUNDS", "refund refunds"),
        ("don’t e-mail café", "dont e mail cafe"),
        ("s75 CXXZ 12315", "s75 cxxz 12315"),
        ("ＱＱ１２３", "qq123"),
        ("攜碼轉網條件", "携码 码转 转网 网条 条件 件-"),
        ("帳單", "账单 单-"),
        ("Straße ŁÓDŹ", "strasse lodz"),
        ("e\u{301}te\u{301}", "ete"),
        ("退\u{200b}款", "退款 款-"),
        ("🙂👍\u{0}\u{7}", ""),
        ("שלום", "שלום"),
        ("かな漢字", "かな な汉 汉字 字-"),
    ] {
        assert_eq!(terms(text), expected, "{text:?}");
    }
}

#[test]
fn forms_of_a_word_share_a_stem() {
    for group in [
        &["refund", "refunds", "refunded", "refunding"][..],
        &["charge", "charges", "charged", "charging"],
        &[
            "cancel",
            "cancels",
            "cancelled",
            "cancelling",
            "cancellation",
        ],
        &["bill", "bills", "billed", "billing"],
        &["policy", "policies"],
        &["apply", "applies", "applied", "application"],
        &["dispute", "disputes", "disputed"],
        &["terminate", "terminated", "termination"],
    ] {
        let stems: Vec<String> = group.iter().map(|word| stem(word)).collect();
        assert!(
            stems.iter().all(|stem| *stem == stems[0]),
            "{group:?}: {stems:?}"
        );
    }
    for (a, b) in [
        ("bus", "buses2"),
        ("refund", "refuse"),
        ("card", "care"),
        ("news", "new"),
        ("12315", "1231"),
    ] {
        assert!(a == "news" || stem(a) != stem(b), "{a} and {b}");
    }
}

#[test]
fn near_words_differ_by_one_edit() {
    for (a, b, near) in [
        ("personal", "persnal", true),
        ("personal", "presonal", true),
        ("personal", "personel", true),
        ("personal", "personall", true),
        ("personal", "personal", false),
        ("personal", "prsnal", false),
        ("bank", "bnak", true),
        ("ban", "bat", false),
        ("", "a", false),
    ] {
        assert_eq!(is_near(a.as_bytes(), b.as_bytes()), near, "{a} {b}");
        assert_eq!(is_near(b.as_bytes(), a.as_bytes()), near, "{b} {a}");
    }
}

fn units(text: &str) -> String {
    let show = |unit: &Unit| match unit {
        Unit::Word {
            key, typing: true, ..
        } => format!("{key}*"),
        Unit::Word { key, .. } | Unit::Pair { key, .. } | Unit::Char { key } => key.clone(),
        Unit::Phrase { terms } => {
            format!(
                "\"{}\"",
                terms
                    .iter()
                    .map(|(at, key)| format!("{at}{key}"))
                    .collect::<Vec<_>>()
                    .join(" ")
            )
        }
    };
    parse(&Folder::new(), text, true)
        .iter()
        .map(show)
        .collect::<Vec<_>>()
        .join(" ")
}

#[test]
fn queries_become_units() {
    let long = "退款流程".repeat(2500);
    for (text, expected) in [
        ("", ""),
        ("  \u{0}\u{202e}🙂", ""),
        ("refund", "refund*"),
        ("refund ", "refund"),
        ("how to get a refund ", "how refund"),
        ("how to ", "how"),
        ("to the ", "to the"),
        ("退款怎么办", "退款 款怎"),
        ("怎么", "怎么"),
        ("“退款流程”", "\"0退款 1款流 2流程\""),
        ("\"reg e\" bank", "\"0reg 1e\" bank*"),
        ("\"reg e bank", "reg e bank*"),
        ("refund refund ", "refund"),
        ("\"\"", ""),
        (long.as_str(), "退款 款流 流程 程退"),
    ] {
        assert_eq!(units(text), expected, "{text:.20}");
    }
}
