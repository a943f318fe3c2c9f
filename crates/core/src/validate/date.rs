//! Dates: `2026-11-25`, and as they are written in the form's language. Year, month and day, the year with four
//! digits, kept apart by points, slashes, hyphens or spaces.

use super::digits::digit;
use crate::language::Language;
use leadwell_wire::Code;

pub(super) fn judge(value: &str, least: &str, most: &str, language: &str) -> Option<Code> {
    let Some(date) = read(value, language) else { return Some(Code::Date) };
    if read(least, "").is_some_and(|least| date < least) {
        Some(Code::TooEarly)
    } else if read(most, "").is_some_and(|most| date > most) {
        Some(Code::TooLate)
    } else {
        None
    }
}

/// A day of the calendar: year, month, day.
pub(super) type Date = [u32; 3];

/// The day that the text means in that language.
#[inline(never)]
pub(super) fn read(text: &str, language: &str) -> Option<Date> {
    let mut parts: Date = [0; 3];
    // Of the part at hand: its place, its digits, and whether a mark followed them. How many digits the first
    // and the last one have says which is the year.
    let (mut at, mut digits, mut marked, mut dotted) = (0, 0, false, false);
    let mut first = 0;
    for c in text.chars() {
        match digit(c) {
            Some(value) => {
                if marked {
                    (at, digits, marked) = (at + 1, 0, false);
                }
                digits += 1;
                let part = parts.get_mut(at)?;
                *part = *part * 10 + u32::from(value - b'0');
                if at == 0 {
                    first = digits;
                }
                if digits > 4 {
                    return None;
                }
            }
            // Marks of a date, of Chinese and Japanese ones too; a point alone means that the day comes first.
            None if digits > 0 && matches!(c, '.' | '/' | '-' | ' ' | '年' | '月' | '日') => {
                marked = true;
                dotted |= c == '.';
            }
            None => return None,
        }
    }
    let [one, two, three] = parts;
    let date = if first == 4 {
        parts
    } else if at == 2 && digits == 4 {
        let month_first = Language(language).month_first() && !dotted;
        // What cannot be a month is the day.
        let month_first = if one > 12 { false } else { month_first || two > 12 };
        if month_first { [three, one, two] } else { [three, two, one] }
    } else {
        return None;
    };
    (at == 2 && is_day(date)).then_some(date)
}

/// A day as `2026-11-25`.
#[cfg(feature = "serde")]
pub(crate) fn is_iso(text: &str) -> bool {
    let shape = text.bytes().map(|byte| if byte.is_ascii_digit() { b'0' } else { byte });
    shape.eq(*b"0000-00-00") && read(text, "").is_some()
}

const fn is_day([year, month, day]: Date) -> bool {
    let leap = year.is_multiple_of(4) && (!year.is_multiple_of(100) || year.is_multiple_of(400));
    let days = match month {
        2 if leap => 29,
        2 => 28,
        4 | 6 | 9 | 11 => 30,
        1..=12 => 31,
        _ => 0,
    };
    year > 0 && day > 0 && day <= days
}
