use super::build::Builder;
use super::split::subset;
use super::text::{self, Token};
use super::{BASE, PackError, VERSION, sum};
use crate::WORLD;
use crate::tables::{Kinds, Tables};

/// US and CA share one: 20 countries.
const TWENTY: [u16; 19] = [1, 31, 32, 33, 34, 39, 41, 43, 44, 45, 46, 47, 48, 49, 55, 61, 91, 351, 353];

/// What a page loads; `cargo xtask phone-data` prints how much it is.
#[test]
fn the_data_stay_small() {
    let twenty = subset(WORLD, &TWENTY).expect("a pack");
    for (what, bytes, ceiling) in [
        ("base", BASE.len(), 3_020),
        ("base and all plans", BASE.len() + WORLD.len(), 20_300),
        ("20 countries", twenty.len(), 4_960),
    ] {
        assert!(bytes <= ceiling, "{what}: {bytes} of {ceiling} bytes");
        assert!(bytes > ceiling * 9 / 10, "{what}: only {bytes} bytes; lower the ceiling of {ceiling}");
    }
}

#[test]
fn the_base_is_read() {
    let tables = Tables::base();
    assert_eq!(tables.regions.len(), 254);
    let codes: Vec<u16> = tables.regions.iter().map(|region| region.code).collect();
    assert!(codes.is_sorted());
    let germany = tables.regions.iter().find(|region| region.id == "DE").expect("Germany");
    assert_eq!((germany.code, germany.abroad.as_str(), germany.national_prefix.as_str()), (49, "00", "0"));
    assert_eq!(germany.lengths, 0xfff0);
    assert_eq!(germany.first[1], 0b11 << 10, "mobile numbers have 10 or 11 digits");
    assert_ne!(tables.general.run(germany.general, b"15123456789"), Kinds(0));
    assert_eq!(tables.general.run(germany.general, b"0"), Kinds(0));
}

#[test]
fn loading_twice_keeps_one_plan_of_each_code() {
    let mut tables = Tables::base();
    for codes in [&[43, 49][..], &[41, 49]] {
        tables.load(&subset(WORLD, codes).expect("a pack")).expect("a pack");
    }
    assert_eq!(tables.plans.iter().map(|plan| plan.code).collect::<Vec<_>>(), [43, 41, 49]);
}

#[test]
fn what_is_no_pack_is_refused_and_changes_nothing() {
    let pack = subset(WORLD, &[49]).expect("a pack");
    let mut tables = Tables::base();
    tables.load(&pack).expect("a pack");
    let before = format!("{tables:?}");
    for length in 0..pack.len() {
        assert_eq!(tables.load(&pack[..length]), Err(PackError), "{length} bytes");
    }
    for at in 0..pack.len() {
        let mut changed = pack.clone();
        changed[at] ^= 1 << (at % 8);
        assert_eq!(tables.load(&changed), Err(PackError), "byte {at}");
    }
    let mut other = BASE.to_vec();
    other.push(0);
    assert_eq!(Tables::default().load_on(&other, &pack), Err(PackError), "another base");
    assert_eq!(format!("{tables:?}"), before);
}

/// xorshift, so that a failure can be repeated.
struct Chance(u64);

impl Chance {
    fn next(&mut self) -> u64 {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        self.0
    }
}

/// A checksum keeps accidents out, not malice: what is behind it may be anything.
#[test]
fn no_bytes_behind_a_right_checksum_make_it_panic_or_hang() {
    let mut chance = Chance(0x1eaf_0001);
    let pack = subset(WORLD, &[49]).expect("a pack");
    for turn in 0..20 {
        let mut body = pack[4..].to_vec();
        if turn % 2 == 0 {
            body = (0..turn * 40).map(|_| chance.next() as u8).collect();
        } else {
            let at = chance.next() as usize % body.len();
            body[at..].iter_mut().for_each(|byte| *byte = chance.next() as u8);
        }
        let head = sum(sum(VERSION, BASE), &body).to_le_bytes();
        // Whether it is read does not matter here.
        let _: Result<(), PackError> = Tables::default().load(&[&head[..], &body].concat());
        let head = sum(VERSION, &body).to_le_bytes();
        Tables::read(&[&head[..], &body].concat());
    }
}

#[test]
fn no_tokens_make_the_builder_panic_or_hang() {
    let mut chance = Chance(0x1eaf_0002);
    for turn in 0..200 {
        let random = (0..turn * 4).map(|_| match chance.next() % 8 {
            0 => text::REPEAT | chance.next() as Token & 255,
            1 | 2 => text::CLOSE,
            3 => text::OPEN,
            4 => text::ANY,
            5 => text::END + chance.next() as Token % 12,
            _ => chance.next() as Token & text::ANY,
        });
        let tokens: Vec<Token> = random.collect();
        let mut builder = Builder::new();
        let start = builder.pattern(&tokens, Kinds(1));
        builder.cut(start, 0x55555);
    }
    let deep = [[text::CLOSE; 4000].as_slice(), &[text::REPEAT | 0xff; 4000]].concat();
    Builder::new().pattern(&deep, Kinds(1));
}

#[test]
fn patterns_become_automata() {
    for (pattern, yes, no) in [
        ("1(?:6[023]|7\\d)\\d{7,8}", "1601234567,17912345678", "1611234567,160123456,160123456789"),
        ("(?:12|1)3?4", "124,1234,134,14", "1,12,13,123,144"),
        ("[2-9]\\d?|1", "2,25,1", ",11,123"),
        ("(?:1\\d){2,3}", "1213,121314", "12,12131,12131415"),
        ("12(?:3|)4", "1234,124", "12,123"),
    ] {
        let mut builder = Builder::new();
        let start = builder.pattern(&text::read(pattern).expect(pattern), Kinds(4));
        for (numbers, kinds) in [(yes, Kinds(4)), (no, Kinds(0))] {
            for number in numbers.split(',') {
                assert_eq!(builder.made.run(start, number.as_bytes()), kinds, "{pattern} {number}");
            }
        }
    }
}

#[test]
fn texts_are_read_and_spelt() {
    for text in
        ["", "[2-46-8]", "(?:0|90)(?:(1[245]|31))?", "$1 $2-$3", "8 ($1)", "\\d{1,10}", "($1) $2.$3", "[89]"]
    {
        assert_eq!(text::read(text).map(|tokens| text::spell(&tokens)).as_deref(), Some(text));
    }
    for text in ["a", "[a]", "[1", "\\w", "{16}", "[98]", "[1-3"] {
        assert_eq!(text::read(text), None, "{text}");
    }
}
