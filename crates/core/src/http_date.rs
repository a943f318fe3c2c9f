//! The dates of HTTP (RFC 9110 section 5.6.7), for `Retry-After`. The page asks its browser (`Date.parse`).

use crate::prelude::*;
use leadwell_wire::Millis;

const MONTHS: [&str; 12] =
    ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];

/// Reads `Sun, 06 Nov 1994 08:49:37 GMT`, and the obsolete `Sunday, 06-Nov-94 08:49:37 GMT` and
/// `Sun Nov  6 08:49:37 1994`, which recipients must take too. `now` says which century two digits of a
/// year mean. The name of the day is not compared with the date.
pub(crate) fn parse(text: &str, now: Millis) -> Option<Millis> {
    let words: Vec<&str> = text.split([' ', ',']).filter(|word| !word.is_empty()).collect();
    match words[..] {
        [_, day, month, year, time, "GMT"] if day.len() == 2 && year.len() == 4 => {
            at(day, month, number(year)?, time)
        }
        [_, date, time, "GMT"] => {
            let [day, month, year] = date.split('-').collect::<Vec<_>>()[..] else { return None };
            let short = number(year).filter(|_| year.len() == 2)?;
            let this_year = 1970 + now.0 / 1000 / 31_556_952;
            let year = this_year / 100 * 100 + short;
            // More than 50 years ahead is the past.
            at(day, month, if year > this_year + 50 { year - 100 } else { year }, time)
        }
        [_, month, day, time, year] if year.len() == 4 => at(day, month, number(year)?, time),
        _ => None,
    }
}

fn number(digits: &str) -> Option<u64> {
    digits.bytes().all(|byte| byte.is_ascii_digit()).then(|| digits.parse().ok())?
}

fn at(day: &str, month: &str, year: u64, time: &str) -> Option<Millis> {
    let month = 1 + MONTHS.iter().position(|name| *name == month)? as u64;
    let day = number(day).filter(|day| (1..=31).contains(day))?;
    let [hour, minute, second] = time.split(':').collect::<Vec<_>>()[..] else { return None };
    let part = |text: &str, most| number(text).filter(|n| text.len() == 2 && *n <= most);
    // 60 is a leap second.
    let seconds = (part(hour, 23)? * 60 + part(minute, 59)?) * 60 + part(second, 60)?;
    if year < 1970 {
        return None;
    }
    // Days since 1970 of a year that begins in March, so that the odd day comes last.
    let (march_year, march_month) = if month > 2 { (year, month - 3) } else { (year - 1, month + 9) };
    let leap_days = march_year / 4 - march_year / 100 + march_year / 400;
    let days = march_year * 365 + leap_days + (march_month * 153 + 2) / 5 + day - 1;
    Some(Millis(((days - 719_468) * 86_400 + seconds) * 1000))
}

#[cfg(test)]
mod tests {
    use super::*;

    const NOW: Millis = Millis(1_764_000_000_000);

    #[test]
    fn reads_the_three_forms() {
        for (text, seconds) in [
            // RFC 9110, sections 5.6.7 and 10.2.3.
            ("Sun, 06 Nov 1994 08:49:37 GMT", Some(784_111_777)),
            ("Sunday, 06-Nov-94 08:49:37 GMT", Some(784_111_777)),
            ("Sun Nov  6 08:49:37 1994", Some(784_111_777)),
            ("Fri, 31 Dec 1999 23:59:59 GMT", Some(946_684_799)),
            ("Thu, 01 Jan 1970 00:00:00 GMT", Some(0)),
            ("Thu, 29 Feb 2024 00:00:00 GMT", Some(1_709_164_800)),
            ("Fri, 01 Mar 2024 00:00:00 GMT", Some(1_709_251_200)),
            ("Sat, 31 Dec 2016 23:59:60 GMT", Some(1_483_228_800)),
            ("Wed, 25 Nov 2026 22:48:42 GMT", Some(1_795_646_922)),
            ("Tuesday, 05-Jan-27 00:00:00 GMT", Some(1_799_107_200)),
            ("Monday, 05-Jan-76 00:00:00 GMT", Some(189_648_000)),
            ("Mon, 01 Jan 2400 00:00:00 GMT", Some(13_569_465_600)),
            ("", None),
            ("tomorrow", None),
            ("120", None),
            ("Sun, 06 Nov 1994 08:49:37", None),
            ("Sun, 06 Nov 1994 08:49:37 CET", None),
            ("Sun, 06 Nov 1994 8:49:37 GMT", None),
            ("Sun, 06 Nov 1994 24:00:00 GMT", None),
            ("Sun, 06 Nov 94 08:49:37 GMT", None),
            ("Sun, 6 Nov 1994 08:49:37 GMT", None),
            ("Sun, 06 Nov 1969 08:49:37 GMT", None),
            ("Sun, 00 Nov 1994 08:49:37 GMT", None),
            ("Sun, 06 Foo 1994 08:49:37 GMT", None),
            ("Sun, 06 Nov 1994 08:49:-7 GMT", None),
            ("Sun, +6 Nov 1994 08:49:37 GMT", None),
        ] {
            assert_eq!(parse(text, NOW), seconds.map(Millis::secs), "{text}");
        }
    }
}
