//! A score as JSON has it, without floats, which would weigh more than all of it.

use crate::json::push_whole;
use crate::prelude::*;
use leadwell_wire::Points;

/// `-37.5`: no exponent, no more than two places after the point.
pub(super) fn parse(text: &str) -> Option<Points> {
    let bare = text.strip_prefix('-').unwrap_or(text);
    let (mut hundredths, mut places) = (0i64, None);
    for byte in bare.bytes() {
        match byte {
            b'0'..=b'9' if hundredths < i64::MAX / 1000 && places != Some(2) => {
                hundredths = hundredths * 10 + i64::from(byte - b'0');
                places = places.map(|places| places + 1);
            }
            b'.' if places.is_none() && bare != "." => places = Some(0),
            _ => return None,
        }
    }
    for _ in places.unwrap_or(0)..2 {
        hundredths *= 10;
    }
    (!bare.is_empty()).then_some(Points(if bare.len() < text.len() { -hundredths } else { hundredths }))
}

/// As `Points` are shown.
pub(super) fn to_text(points: Points) -> String {
    let mut text = String::new();
    if points.0 < 0 {
        text.push('-');
    }
    let hundredths = points.0.unsigned_abs();
    push_whole(&mut text, hundredths / 100);
    let digit = |tenths: u64| char::from(b'0' + (tenths % 10) as u8);
    if !hundredths.is_multiple_of(100) {
        text.push('.');
        text.push(digit(hundredths / 10));
    }
    if !hundredths.is_multiple_of(10) {
        text.push(digit(hundredths));
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn as_others_show_and_read_them() {
        for hundredths in [0, 5, 60, 3750, 1200, -150, 9_999, -1, i64::from(i32::MAX)] {
            let text = to_text(Points(hundredths));
            assert_eq!(text, Points(hundredths).to_string());
            assert_eq!(parse(&text), Some(Points(hundredths)), "{text}");
            assert_eq!(serde_json::from_str::<Points>(&text).unwrap(), Points(hundredths), "{text}");
        }
        for text in ["", "-", ".", "1e2", "0.005", "--1", "1.2.3", "+1", " 1", "99999999999999999999"] {
            assert_eq!(parse(text), None, "{text}");
        }
    }
}
