//! The rule by hand: what is right, and the reason for what is not.

use leadwell_email::native::{Native, key};
use leadwell_email::{Reason, is_special, parse, parse_exact, trim};

#[track_caller]
fn all(expected: &str, texts: &[&str]) {
    for text in texts {
        let found = match parse(text, &Native) {
            Ok(address) if address.needs_smtputf8 => "smtputf8",
            Ok(address) if address.is_idn => "idn",
            Ok(_) => "",
            Err(reason) => reason.code(),
        };
        assert_eq!(found, expected, "{text:?}");
    }
}

#[test]
fn right() {
    let local = "l".repeat(64);
    let label = "d".repeat(63);
    all(
        "",
        &[
            "a@b.de",
            "A.B+c@EXAMPLE.Museum",
            "!#$%&'*+/=?^_`{|}~-@b.de",
            "1@2.de",
            "-@b.de",
            "a@b.xn--p1ai",
            "a@xn--mnchen-3ya.de",
            "a@1--2.de",
            " \u{a0}\u{200b}a@b.de\u{feff}\r\n",
            &format!("{local}@b.de"),
            &format!("a@{label}.de"),
            &format!("{local}@{label}.{label}.{}.com", "d".repeat(57)),
        ],
    );
    all(
        "idn",
        &[
            "a@münchen.de",
            "a@MÜNCHEN.DE",
            "a@straße.de",
            "a@почта.рф",
            "a@例子.广告",
            "a@paral·lel.cat",
            "a@〇.jp",
        ],
    );
    // Thai AM is decomposed by UTS 46; Persian and Sinhala domains have joiners.
    all("idn", &["a@น้ำ.ไทย", "a@نامه‌ای.com", "a@ශ්‍රී.com", "a@صفر١.com"]);
    all("smtputf8", &["müller@b.de", "用户@例子.广告", "राम@मोहन.ईन्फो", "mu\u{308}ller@b.de"]);
}

#[test]
fn reasons() {
    let long = "l".repeat(65);
    let label = "d".repeat(64);
    let wide = "ü".repeat(60);
    all("no_at", &["", " ", "a", "a.b.de", "not an address", "ü"]);
    all("second_at", &["a@b@c.de", "a@@"]);
    all("local_empty", &["@b.de", "@", "@@"]);
    all("local_too_long", &[&format!("{long}@b.de"), &format!("{}@b.de", "é".repeat(33))]);
    all("local_dot", &[".a@b.de", "a.@b.de", "a..b@c.de"]);
    all("quoted", &["\"a\"@b.de", "a(b)@c.de", "a\\b@c.de", "a@b.de(c)"]);
    all("space", &["a b@c.de", "a@b. de", "a@b\tc.de"]);
    all(
        "character",
        &["a,b@c.de", "<a@b.de>", "a@b_c.de", "a@b%2ec.de", "a@b.de:25", "a@b/c.de", "mailto:a@b.de"],
    );
    all("character", &["a😀@b.de", "a@♥.de", "a@𝐛.de", "a€@b.de", "a\u{200b}b@c.de", "a\u{200d}b@c.de"]);
    all(
        "character",
        &[
            "a@te\u{a0}st.de",
            "a\u{3000}b@c.de",
            "a\u{3164}@b.de",
            "a@b\u{ad}c.de",
            "a\u{1f}@b.de",
            "a@b\u{378}.de",
        ],
    );
    all("width", &["ａ@b.de", "a@ｂ.de", "a＠b.de", "a@b．de", "a@b。de", "a@ⅷ.de", "a@ﬁ.de", "a@b.１２"]);
    all("domain_empty", &["a@"]);
    all("literal", &["a@[192.0.2.1]", "a@[IPv6:::1]"]);
    all("one_label", &["a@b", "a@localhost", "a@рф"]);
    all("label", &["a@.de", "a@b..de", "a@."]);
    all("trailing_dot", &["a@b.de.", "a@b."]);
    all("label_too_long", &[&format!("a@{label}.de")]);
    all("hyphen", &["a@-b.de", "a@b-.de", "a@ab--c.de", "a@b.de-", "a@üb--c.de", "a@xn--.de"]);
    all("tld", &["a@b.c", "a@b.1", "a@192.0.2.1", "a@b.c1", "a@b.x-y", "a@b.0x1f", "a@b.рф1", "a@b.ü"]);
    let (most, part) = ("l".repeat(64), "d".repeat(63));
    all("too_long", &[&format!("{most}@{part}.{part}.{}.com", "d".repeat(58))]);
    all(
        "character",
        &["a@b\u{34f}c.de", "a@b\u{115f}c.de", "a@b\u{37a}.de", "a@b\u{180b}c.de", "a@Ӏ.de", "a@Ⴀ.de"],
    );
    all("too_long", &[&format!("a@{}de", "d.".repeat(126)), &format!("a@{}de", "ü.".repeat(100))]);
    // No letter stands at the start, a joiner without its neighbours, both directions, no Punycode.
    for text in
        ["a@\u{300}b.de", "a@b\u{200c}c.de", "a@אa.com", "a@xn--a.ü.de", &format!("a@{wide}.de"), "a@ב1٢.com"]
    {
        assert_eq!(parse(text, &Native), Err(Reason::Idn), "{text:?}");
    }
}

#[test]
fn the_parts_are_as_typed() {
    let address = parse("  Jörg.B@Köln.DE ", &Native).expect("an address");
    assert_eq!((address.local, address.domain), ("Jörg.B", "Köln.DE"));
    assert_eq!(parse_exact(" a@b.de", &Native), Err(Reason::Space));
    assert_eq!(trim("\u{202a}a\u{200b}b\u{202c} "), "a\u{200b}b");
}

#[test]
fn keys() {
    for (text, expected) in [
        ("Jane.Doe+x@Example.COM", "jane.doe+x@example.com"),
        ("Jane.Doe+x@GMail.com", "janedoe@gmail.com"),
        ("jane.doe@googlemail.com", "janedoe@gmail.com"),
        ("JÖRG@KÖLN.de", "jörg@xn--kln-sna.de"),
        ("jo\u{308}rg@ko\u{308}ln.de", "jörg@xn--kln-sna.de"),
        ("a@XN--KLN-SNA.de", "a@xn--kln-sna.de"),
        ("a@straße.de", "a@xn--strae-oqa.de"),
    ] {
        assert_eq!(key(&parse(text, &Native).expect("an address")), expected, "{text}");
    }
}

#[test]
fn names_that_nobody_answers() {
    for domain in ["a.test", "b.INVALID", "localhost", "a.b.local", "x.internal", "1.0.0.127.in-addr.arpa"] {
        assert!(is_special(domain), "{domain}");
    }
    for domain in ["test.com", "atest", "example.com", "", "a.tests"] {
        assert!(!is_special(domain), "{domain}");
    }
}
