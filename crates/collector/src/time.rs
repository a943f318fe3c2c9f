//! Times for people, in UTC. A dozen lines instead of a time-zone library.

/// `2026-11-24 09:41:07 UTC`.
pub(crate) fn readable(ms: i64) -> String {
    let (year, month, day, second) = civil(ms);
    format!(
        "{year:04}-{month:02}-{day:02} {:02}:{:02}:{:02} UTC",
        second / 3600,
        second / 60 % 60,
        second % 60
    )
}

/// `2026-11-24T09:41:07Z`, for `<time datetime>`.
pub(crate) fn machine(ms: i64) -> String {
    readable(ms).replacen(' ', "T", 1).replace(" UTC", "Z")
}

/// The last time that these functions can say.
pub(crate) const LAST: i64 = 253_402_300_799_000;

/// `2026-11-24`.
pub(crate) fn day(ms: i64) -> String {
    readable(ms).chars().take(10).collect()
}

/// `09:41:07`.
pub(crate) fn clock(ms: i64) -> String {
    readable(ms).chars().skip(11).take(8).collect()
}

/// `3 s`, `4 min`, `2 h 10 min`, `5 d`: how long after something.
pub(crate) fn span(ms: i64) -> String {
    let seconds = ms.max(0) / 1000;
    match seconds {
        0..60 => format!("{seconds} s"),
        60..600 if seconds % 60 != 0 => format!("{} min {} s", seconds / 60, seconds % 60),
        60..3600 => format!("{} min", seconds / 60),
        3600..86_400 if seconds / 60 % 60 == 0 => format!("{} h", seconds / 3600),
        3600..86_400 => format!("{} h {} min", seconds / 3600, seconds / 60 % 60),
        _ => format!("{} d", seconds / 86_400),
    }
}

/// Year, month, day, second of the day (Howard Hinnant, "chrono-compatible low-level date algorithms").
fn civil(ms: i64) -> (i64, i64, i64, i64) {
    // The years 0 to 9999: a page can send any number, and a nonsense time must not overflow.
    let seconds = ms.div_euclid(1000).clamp(-62_167_219_200, 253_402_300_799);
    let days = seconds.div_euclid(86_400) + 719_468;
    let era = days.div_euclid(146_097);
    let day_of_era = days.rem_euclid(146_097);
    let year_of_era = (day_of_era - day_of_era / 1460 + day_of_era / 36_524 - day_of_era / 146_096) / 365;
    let day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    let shifted = (5 * day_of_year + 2) / 153;
    let day = day_of_year - (153 * shifted + 2) / 5 + 1;
    let month = if shifted < 10 { shifted + 3 } else { shifted - 9 };
    let year = year_of_era + era * 400 + i64::from(month <= 2);
    (year, month, day, seconds.rem_euclid(86_400))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn known_times() {
        for (ms, text) in [
            (0, "1970-01-01 00:00:00 UTC"),
            (951_827_696_000, "2000-02-29 12:34:56 UTC"),
            (1_795_513_267_999, "2026-11-24 09:41:07 UTC"),
            (-1, "1969-12-31 23:59:59 UTC"),
            (i64::MAX, "9999-12-31 23:59:59 UTC"),
        ] {
            assert_eq!(readable(ms), text);
        }
        assert_eq!((day(951_827_696_000), clock(951_827_696_000)), ("2000-02-29".into(), "12:34:56".into()));
        assert_eq!(machine(0), "1970-01-01T00:00:00Z");
        assert_eq!(span(100_999), "1 min 40 s");
        assert_eq!(span(2 * 3_600_000 + 600_000), "2 h 10 min");
    }
}
