//! ICU4X and a JavaScript engine give the same answers to what the rule asks, so page and collector give the
//! same verdicts. `host.mjs` is what a page does; Node.js runs it.

#[path = "common/dice.rs"]
mod dice;

use dice::Dice;
use leadwell_email::native::Native;
use leadwell_email::{Reason, Unicode, parse};
use std::cell::RefCell;
use std::io::Write;
use std::process::{Command, Stdio};

/// All questions that the rule asks about a text, with the answers of ICU4X.
#[derive(Default)]
struct Questions(RefCell<Vec<(&'static str, String, u32)>>);

impl Unicode for Questions {
    fn is_word(&self, text: &str) -> bool {
        let answer = Native.is_word(text);
        self.0.borrow_mut().push(("word", text.into(), answer.into()));
        answer
    }
    fn ascii_len(&self, domain: &str) -> u32 {
        let answer = Native.ascii_len(domain);
        self.0.borrow_mut().push(("ascii", domain.into(), answer));
        answer
    }
}

fn answers_of_node(questions: &[(&str, String, u32)]) -> Vec<u32> {
    let script = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/host.mjs");
    let mut node = Command::new("node")
        .arg(script)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .expect("Node.js is there");
    let mut lines = String::new();
    for (question, text, _) in questions {
        lines += &serde_json::to_string(&(question, text)).expect("JSON");
        lines.push('\n');
    }
    let mut stdin = node.stdin.take().expect("a pipe");
    let writer = std::thread::spawn(move || stdin.write_all(lines.as_bytes()).expect("node reads"));
    let output = node.wait_with_output().expect("node ends");
    writer.join().expect("the writer ends");
    let text = String::from_utf8(output.stdout).expect("digits");
    text.lines().map(|line| line.parse().expect("a number")).collect()
}

/// Every character in three places, then domains of one or two scripts with joiners, digits, marks and `xn--`.
fn corpus() -> Vec<String> {
    let every: Vec<char> =
        ('\u{80}'..='\u{323af}').filter(|c| !matches!(c, '\u{e000}'..='\u{f8ff}')).collect();
    let mut corpus: Vec<String> = Vec::new();
    // Of the many Han and Hangul every eighth will do.
    for c in every.iter().filter(|c| **c < '\u{3400}' || **c as u32 % 8 == 2 || **c > '\u{2eb00}') {
        corpus.push(format!("{c}@b.de"));
        corpus.push(format!("a@{c}.de"));
        corpus.push(format!("a@b{c}c.de"));
        corpus.push(format!("a@b.{c}{c}"));
    }
    let blocks: Vec<u32> = vec![
        0xa0, 0x100, 0x180, 0x370, 0x400, 0x530, 0x590, 0x5d0, 0x620, 0x660, 0x6f0, 0x710, 0x780, 0x7c0,
        0x900, 0x93c, 0x980, 0xa00, 0xa80, 0xb00, 0xb80, 0xc00, 0xc80, 0xd00, 0xd80, 0xe00, 0xe30, 0xe80,
        0xf00, 0x1000, 0x10a0, 0x1100, 0x1200, 0x13a0, 0x1680, 0x1780, 0x1800, 0x1c80, 0x1d00, 0x1e00,
        0x1f00, 0x2c00, 0x2d00, 0x3040, 0x30a0, 0x3105, 0x4e00, 0xa640, 0xa720, 0xa800, 0xac00, 0xf900,
        0x10400, 0x10800, 0x10d00, 0x11000, 0x1e900, 0x20000, 0x2f800,
    ];
    let mut dice = Dice(0x1ead_3e11_c0de_5eed);
    for _ in 0..60_000 {
        let (one, two) = (blocks[dice.roll(blocks.len())], blocks[dice.roll(blocks.len())]);
        let mut domain = String::new();
        for number in 0..=1 + dice.roll(3) {
            if number > 0 {
                domain.push('.');
            }
            let length = if dice.roll(40) == 0 { 20 + dice.roll(60) } else { 1 + dice.roll(8) };
            if dice.roll(30) == 0 {
                domain.push_str("xn--");
            }
            for _ in 0..length {
                let c = match dice.roll(24) {
                    0 => char::from(b'0' + dice.roll(10) as u8),
                    1 => '-',
                    2 | 3 => char::from(b'a' + dice.roll(26) as u8),
                    4 => ['\u{200c}', '\u{200d}', '·', '・', 'ß', 'ς', 'İ', 'ẞ'][dice.roll(8)],
                    5 => ['\u{301}', '\u{308}', '\u{94d}', '\u{652}', '\u{3099}', '\u{e33}'][dice.roll(6)],
                    6..=8 => char::from_u32(two + dice.roll(64) as u32).unwrap_or('ü'),
                    _ => char::from_u32(one + dice.roll(64) as u32).unwrap_or('é'),
                };
                domain.push(c);
            }
        }
        corpus.push(format!("a@{domain}"));
    }
    corpus
}

/// Characters of Unicode 18, which Node.js 20 (ICU 78, Unicode 17) does not know yet. ICU4X 2.4 does.
const UNKNOWN: [std::ops::RangeInclusive<char>; 10] = [
    '\u{558}'..='\u{558}',
    '\u{58b}'..='\u{58c}',
    '\u{5c8}'..='\u{5c9}',
    '\u{b53}'..='\u{b54}',
    '\u{1ade}'..='\u{1adf}',
    '\u{1aec}'..='\u{1af0}',
    '\u{a7dd}'..='\u{a7dd}',
    '\u{a7e2}'..='\u{a7e2}',
    '\u{ab6c}'..='\u{ab6d}',
    '\u{2b81e}'..='\u{2b81e}',
];

/// Where the URL parser of Node.js 20 (ada 2.9) is behind the browsers: its tables of the bidi rule and of marks
/// are those of Unicode 13, others of Unicode 15. The browsers' answers were compared by hand, with no
/// difference but `UNKNOWN`: Chromium 156 and Firefox 153.
fn ada_is_behind(c: char) -> bool {
    matches!(c, '\u{590}'..='\u{8ff}' | '\u{c3c}' | '\u{c5c}' | '\u{cdc}' | '\u{cf3}' | '\u{ece}' | '\u{1715}'
        | '\u{1ac1}'..='\u{1af0}' | '\u{1c89}' | '\u{1c8a}' | '\u{1dfa}' | 'ẞ' | '\u{a7cb}'..='\u{a7f1}'
        | '\u{2b73a}'..='\u{2b73f}' | '\u{2cea2}'..='\u{2cead}')
}

#[test]
fn a_page_answers_as_the_collector_does() {
    let asked = Questions::default();
    let (mut right, mut refused) = (0, 0);
    for text in corpus() {
        match parse(&text, &asked) {
            Ok(_) => right += 1,
            Err(Reason::Idn) => refused += 1,
            Err(_) => {}
        }
    }
    let mut questions = asked.0.into_inner();
    if let Ok(path) = std::env::var("LEADWELL_QUESTIONS") {
        std::fs::write(path, serde_json::to_string(&questions).expect("JSON")).expect("a file");
    }
    questions.retain(|(question, text, _)| {
        !text.chars().any(|c| {
            UNKNOWN.iter().any(|range| range.contains(&c)) || (*question == "ascii" && ada_is_behind(c))
        })
    });
    let answers = answers_of_node(&questions);
    assert_eq!(answers.len(), questions.len());
    let differ: Vec<_> =
        questions.iter().zip(&answers).filter(|((_, _, ours), theirs)| ours != *theirs).collect();
    println!("{} answers compared; {right} addresses, {refused} without an ASCII form", questions.len());
    assert!(questions.len() > 150_000 && refused > 1000);
    assert_eq!(differ.len(), 0, "{:?}", &differ[..differ.len().min(20)]);
}
