//! What a language says of numbers and dates. From CLDR 48 (Unicode licence; facts only), as ICU tells it; the
//! test holds these lists to `tests/fixtures/languages.txt`.

use crate::text::split_at_byte;

/// A language by its tag (BCP 47); an empty one is English.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Language<'a>(pub(crate) &'a str);

/// Languages that write `1,5`. Widespread ones; a point is read everywhere else.
const COMMA: &str = "af ast az be bg br bs ca cs da de el es et eu fi fo fr fy gl hr hu hy id is it ka kk ky lb \
                     lt lv mk nb nl nn no pl pt ro ru sk sl sq sr sv tg tk tr tt uk uz vi wo";
/// But these write `1.5` …
const POINT_PLACES: &str = "de-CH de-LI it-CH es-MX es-PE es-GT es-PA es-DO es-HN es-NI es-SV es-US es-PR";
/// … and these `1,5`.
const COMMA_PLACES: &str = "en-ZA ar-MA ar-DZ ar-TN";
/// Where the month comes before the day.
const MONTH_FIRST: &str = "en en-US en-PR en-PH fil fil-PH tl tl-PH ceb ceb-PH es-PA es-PR";

impl<'a> Language<'a> {
    /// Whether `1,5` is one and a half.
    pub(crate) fn decimal_comma(self) -> bool {
        let here = |list| lists(list, self.primary(), self.region());
        (lists(COMMA, self.primary(), "") && !here(POINT_PLACES)) || here(COMMA_PLACES)
    }

    /// Whether `3/4` is the fourth of March.
    pub(crate) fn month_first(self) -> bool {
        self.0.is_empty() || lists(MONTH_FIRST, self.primary(), self.region())
    }

    pub(crate) fn primary(self) -> &'a str {
        split_at_byte(self.0, b'-').0
    }

    /// The country, where the tag names one: `CH` of `de-CH` and of `de-Latn-CH`.
    pub(crate) fn region(self) -> &'a str {
        let mut rest = split_at_byte(self.0, b'-').1;
        while !rest.is_empty() {
            let (part, after) = split_at_byte(rest, b'-');
            // What follows a single letter is an extension.
            if part.len() < 3 {
                return if part.len() == 2 { part } else { "" };
            }
            rest = after;
        }
        ""
    }
}

#[inline(never)]
fn lists(list: &str, primary: &str, region: &str) -> bool {
    let mut rest = list;
    while !rest.is_empty() {
        let (tag, after) = split_at_byte(rest, b' ');
        let (language, place) = split_at_byte(tag, b'-');
        if language.eq_ignore_ascii_case(primary) && place.eq_ignore_ascii_case(region) {
            return true;
        }
        rest = after;
    }
    false
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn as_cldr_has_it() {
        let (mut seen, mut wrong) = (0, Vec::new());
        for line in include_str!("../tests/fixtures/languages.txt").lines() {
            let [tag, decimal, order] = line.split(' ').collect::<Vec<_>>()[..] else { continue };
            if tag == "#" {
                continue;
            }
            seen += 1;
            if (Language(tag).decimal_comma(), Language(tag).month_first())
                != (decimal == ",", order == "mdy")
            {
                wrong.push(line);
            }
        }
        assert_eq!(wrong, [""; 0]);
        assert!(seen > 120, "{seen}");
    }

    #[test]
    fn parts_of_a_tag() {
        for (tag, primary, region) in [
            ("", "", ""),
            ("de", "de", ""),
            ("de-ch", "de", "ch"),
            ("zh-Hans-CN", "zh", "CN"),
            ("sr-Latn", "sr", ""),
            ("en-u-nu-latn", "en", ""),
            ("es-419", "es", ""),
            ("--", "", ""),
        ] {
            assert_eq!((Language(tag).primary(), Language(tag).region()), (primary, region), "{tag}");
        }
    }
}
