//! What holds for any text. The texts are drawn with fixed seeds: a failure is the same failure next time.

mod common;

use leadwell_phone::Number;

const REGIONS: [&str; 17] =
    ["", "ZZ", "001", "US", "CA", "DE", "GB", "JE", "AR", "BR", "RU", "KZ", "IT", "CN", "JP", "IN", "FI"];
const DRAWN: u32 = 20_000;

/// Xorshift (Marsaglia 2003).
struct Chance(u32);

impl Chance {
    fn below(&mut self, limit: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 17;
        self.0 ^= self.0 << 5;
        self.0 as usize % limit
    }

    fn one_of<T: Copy>(&mut self, all: &[T]) -> T {
        all[self.below(all.len())]
    }

    fn digits(&mut self, most: usize) -> String {
        (0..self.below(most + 1))
            .map(|_| self.one_of(&['0', '1', '2', '3', '4', '5', '6', '7', '8', '9']))
            .collect()
    }

    /// Mostly what numbers are written with, some of it in places where it does not belong.
    fn text(&mut self) -> String {
        let mut text = String::from(self.one_of(&["", "", "+", "0", "1", "00", "011", "8", "tel:", " ("]));
        text +=
            self.one_of(&["", "1", "44", "49", "54", "39", "7", "86", "55", "800", "1201", "4930", "5491"]);
        for _ in 0..self.below(8) {
            let dirt = [
                "-", " ", ") ", " (", ".", "/", "x", "#", "*", ",", ";", ":", "~", "+", "\t", "a", "ext. ",
                " int ", "=", ";ext=", " mobile", "\u{a0}", "\u{ad}", "\u{200e}", "＋", "é", "доб", "ó",
                "\u{301}", "٣", "０", "३", "𝟗", "😀",
            ];
            text += &self.digits(5);
            if self.below(3) > 0 {
                let few = dirt.len().min(6 + self.below(60));
                text += self.one_of(&dirt[..few]);
            }
        }
        text
    }
}

/// Puts many texts and regions to a property.
fn for_all(seed: u32, property: impl Fn(&str, &str, &mut Chance)) {
    let mut chance = Chance(seed);
    for _ in 0..DRAWN {
        let (text, region) = (chance.text(), chance.one_of(&REGIONS));
        property(&text, region, &mut chance);
    }
}

fn digits(text: &str) -> String {
    text.chars().filter(char::is_ascii_digit).collect()
}

/// A number that was read, if it was.
fn parsed(text: &str, region: &str) -> Option<Number> {
    common::phones().parse(text, region).ok()
}

/// Nothing panics, and E.164 is read as the number that it was made of.
#[test]
fn e164_comes_back() {
    let phones = common::phones();
    let valid = std::cell::Cell::new(0);
    for_all(1, |text, region, _| {
        let Some(number) = parsed(text, region) else { return };
        let _ = (phones.possible(&number), phones.plausible(&number), phones.region_of(&number));
        if phones.valid(&number) == Some(true) {
            valid.set(valid.get() + 1);
            let same = Number { extension: Default::default(), ..number };
            assert_eq!(parsed(&phones.e164(&number), ""), Some(same), "{text} in {region}");
        }
    });
    assert!(valid.get() > 100, "{} of the texts were valid numbers", valid.get());
}

/// Formats show the digits of the number, the national one perhaps a prefix before them.
#[test]
fn formats_keep_digits() {
    let phones = common::phones();
    for_all(2, |text, region, _| {
        let Some(number) = parsed(text, region) else { return };
        let number = Number { extension: Default::default(), ..number };
        let international = phones.international(&number).expect("all plans are loaded");
        assert_eq!(digits(&international), digits(&phones.e164(&number)), "{text} in {region}");
        let national = digits(&phones.national(&number).expect("all plans are loaded"));
        // Argentina's mobile numbers: 9 11 … is written 11 15-….
        assert!(
            national.ends_with(number.nsn.as_str()) || number.code == 54,
            "{national}: {text} in {region}"
        );
    });
}

/// White space around it makes no difference.
#[test]
fn space_around() {
    for_all(3, |text, region, _| {
        assert_eq!(parsed(&format!(" \t{text}\n "), region), parsed(text, region), "{text} in {region}");
    });
}

/// Typing along loses no digit and adds none.
#[test]
fn typing_keeps_digits() {
    for_all(4, |_, region, chance| {
        let keys = chance.one_of(&["", "+", "0", "00"]).to_owned() + &chance.digits(22);
        let mut along = common::phones().along(region);
        for (at, key) in keys.char_indices() {
            let typed = &keys[..=at];
            assert_eq!(digits(along.key(key)), digits(typed), "{typed} in {region}");
        }
    });
}

/// In a field no digit is lost, the caret stays within it, and what was done once stays.
#[test]
fn fields_settle() {
    let phones = common::phones();
    let changed = std::cell::Cell::new(0);
    for_all(5, |text, region, chance| {
        let caret = chance.below(text.encode_utf16().count() + 1);
        let (shown, place) = phones.retype(text, caret, region);
        assert!(place <= shown.encode_utf16().count(), "{text} in {region}");
        if shown != text {
            changed.set(changed.get() + 1);
            let count = |text: &str| text.chars().filter(|c| c.is_numeric()).count();
            assert_eq!(count(&shown), count(text), "{text} in {region}");
            assert_eq!(phones.retype(&shown, place, region), (shown.clone(), place), "{text} in {region}");
        }
    });
    assert!(changed.get() > 100, "{} of the texts were formatted", changed.get());
}
