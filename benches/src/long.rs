//! Long inputs of the kind that makes careless readers slow: every reader gets every one in three lengths. Where time
//! is linear, twice the length takes twice the time.

use leadwell_core::aid::Native;
use leadwell_core::validate::pattern::Pattern;
use leadwell_core::{form, json, urlencoded, validate};
use leadwell_email::native;
use leadwell_phone::{Phones, Tables};
use leadwell_wire::{Fields, FormDef};
use std::hint::black_box;
use std::time::{Duration, Instant};

const LENGTHS: [usize; 3] = [250_000, 500_000, 1_000_000];

/// What is repeated until it is long enough: alone, and between a beginning and an end that make it look right.
const PIECES: [(&str, &str, &str); 26] = [
    ("1", "", ""),
    ("+", "", "49 30 901820"),
    ("0", "+49", ""),
    ("(", "", ""),
    (" ", "030", "901820"),
    ("-", "1", "1"),
    ("ext.", "030 901820 ", "1"),
    ("x1", "030 901820 ", ""),
    ("a", "", ""),
    ("a", "", "@b.de"),
    ("a.", "", "a@b.de"),
    ("a.", "a@", "de"),
    ("@", "a", "b.de"),
    ("ä", "a@", ".de"),
    ("\u{301}", "a", ""),
    ("\u{200d}👩", "👩", ""),
    ("\u{202e}", "", ""),
    ("xn--", "a@", ".de"),
    ("/", "https://b.de", ""),
    ("%4", "a=", ""),
    ("a=b&", "", ""),
    ("[", "", ""),
    ("{\"a\":", "", ""),
    ("\\u0041", "\"", "\""),
    ("{\"name\":\"a\"},", "{\"form\":\"f\",\"fields\":[", "{}]}"),
    ("{1,9}", "a", ""),
];

type Reader = (&'static str, Box<dyn Fn(&str)>);

fn readers() -> Vec<Reader> {
    let mut phones = Phones::new();
    // Without the pack numbers are still read and measured; a test sees to it that it fits.
    let _ = phones.load(include_bytes!("../../crates/phone/data/world.bin"));
    let phones: &'static Phones = Box::leak(Box::new(phones));
    let mut all: Vec<Reader> = vec![
        (
            "phone, read and written",
            Box::new(|text| {
                if let Ok(number) = phones.parse(text, "DE") {
                    black_box((phones.valid(&number), phones.national(&number)));
                }
            }),
        ),
        (
            "phone, corrected while typed",
            Box::new(|text| {
                black_box(phones.retype(text, text.len(), "DE"));
            }),
        ),
        (
            "phone, key by key",
            Box::new(|text| {
                // Each key answers the whole, so a field's worth of keys is what can be asked for.
                let mut along = phones.along("DE");
                for key in text.chars().take(1000) {
                    black_box(along.key(key));
                }
            }),
        ),
        (
            "phone pack",
            Box::new(|text| {
                black_box(Tables::base().load(text.as_bytes()).is_ok());
            }),
        ),
        (
            "e-mail",
            Box::new(|text| {
                black_box(leadwell_email::parse(text, &native::Native).is_ok());
            }),
        ),
        (
            "e-mail hint",
            Box::new(|text| {
                black_box(leadwell_email::hint(text));
            }),
        ),
        (
            "pattern, compiled",
            Box::new(|text| {
                black_box(Pattern::compile(text).is_some());
            }),
        ),
        (
            "form definition",
            Box::new(|text| {
                black_box(form::parse(text).is_ok());
            }),
        ),
        (
            "JSON",
            Box::new(|text| {
                black_box(json::parse(text).is_some());
            }),
        ),
        (
            "urlencoded",
            Box::new(|text| {
                black_box(urlencoded::parse(text));
            }),
        ),
    ];
    if let Some(pattern) = Pattern::compile("(a|b|[^z]){1,4}(a*)*\\w+") {
        all.push((
            "pattern, matched",
            Box::new(move |text| {
                black_box(pattern.matches(text));
            }),
        ));
    }
    for kind in ["text", "name", "company", "url", "number", "date", "country", "email", "phone"] {
        let form = definition(kind);
        all.push((kind, Box::new(move |text| judge(&form, text))));
    }
    all
}

fn definition(kind: &str) -> FormDef {
    let text = format!(r#"{{"form":"f","language":"de","fields":[{{"name":"x","kind":"{kind}"}}]}}"#);
    form::parse(&text).unwrap_or_default()
}

fn judge(form: &FormDef, text: &str) {
    let fields: Fields = [("x", text)].into_iter().collect();
    black_box(validate::check(form, &fields, &Native).is_ok());
    if let Some(def) = form.fields.first() {
        black_box(validate::normal(form, def, text));
    }
}

/// The best of a few, which the machine's other work disturbs least.
fn timed(reader: &dyn Fn(&str), text: &str) -> Duration {
    let mut best = Duration::MAX;
    let begun = Instant::now();
    for _ in 0..5 {
        let start = Instant::now();
        reader(text);
        best = best.min(start.elapsed());
        if begun.elapsed() > Duration::from_millis(500) {
            break;
        }
    }
    best
}

pub(crate) fn run() {
    println!(
        "\nthe worst of {} bad inputs, milliseconds for 250 KB, 500 KB, 1 MB, and the growth with each doubling",
        PIECES.len()
    );
    for (name, reader) in readers() {
        let mut worst = ([Duration::ZERO; 3], "");
        for (piece, before, after) in PIECES {
            let times = LENGTHS.map(|length| {
                let text = format!("{before}{}{after}", piece.repeat(length / piece.len()));
                timed(&reader, &text)
            });
            if times[2] > worst.0[2] {
                worst = (times, piece);
            }
        }
        let (times, piece) = worst;
        let ms = times.map(|time| time.as_secs_f64() * 1000.0);
        println!(
            "{name:<30} {:>9.3} {:>9.3} {:>9.3}   x{:.1} x{:.1}   {piece:?}",
            ms[0],
            ms[1],
            ms[2],
            ms[1] / ms[0],
            ms[2] / ms[1]
        );
    }
}
