//! Times as others write them.

use super::text::whole;
use crate::prelude::*;
use leadwell_wire::Millis;

#[cfg(feature = "native")]
const MONTHS: [&str; 12] =
    ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];

/// Year, month and day.
pub(super) fn civil(at: Millis) -> (u64, u64, u64) {
    // Years that begin in March, in eras of 400 of them.
    let days = at.0 / 86_400_000 + 719_468;
    let (era, day) = (days / 146_097, days % 146_097);
    let year = (day - day / 1_460 + day / 36_524 - day / 146_096) / 365;
    let of_year = day - (365 * year + year / 4 - year / 100);
    let month = (5 * of_year + 2) / 153;
    let day = of_year - (153 * month + 2) / 5 + 1;
    let (year, month) = (era * 400 + year, if month < 10 { month + 3 } else { month - 9 });
    (if month < 3 { year + 1 } else { year }, month, day)
}

/// `2026-11-26T13:33:35Z`.
pub(super) fn rfc3339(at: Millis) -> String {
    let (year, month, day) = civil(at);
    let second = at.0 / 1000 % 86_400;
    let (hour, minute, second) = (second / 3600, second / 60 % 60, second % 60);
    let mut text = String::new();
    for (number, places, after) in
        [(year, 4, '-'), (month, 2, '-'), (day, 2, 'T'), (hour, 2, ':'), (minute, 2, ':'), (second, 2, 'Z')]
    {
        let digits = whole(number);
        for _ in digits.len()..places {
            text.push('0');
        }
        text.push_str(&digits);
        text.push(after);
    }
    text
}

/// `26 Nov 2026, 13:33 UTC`.
#[cfg(feature = "native")]
pub(super) fn spoken(at: Millis) -> String {
    let (year, month, day) = civil(at);
    let name = MONTHS.get(month as usize - 1).copied().unwrap_or_default();
    let minute = at.0 / 60_000 % 1440;
    format!("{day} {name} {year}, {:02}:{:02} UTC", minute / 60, minute % 60)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn known_times() {
        for (seconds, text) in [
            (0, "1970-01-01T00:00:00Z"),
            (784_111_777, "1994-11-06T08:49:37Z"),
            (951_782_400, "2000-02-29T00:00:00Z"),
            (951_868_800, "2000-03-01T00:00:00Z"),
            (1_709_164_799, "2024-02-28T23:59:59Z"),
            (1_795_699_999, "2026-11-26T13:33:19Z"),
            (4_107_542_400, "2100-03-01T00:00:00Z"),
        ] {
            assert_eq!(rfc3339(Millis::secs(seconds)), text);
        }
        assert_eq!(spoken(Millis::secs(1_795_699_999)), "26 Nov 2026, 13:33 UTC");
    }
}
