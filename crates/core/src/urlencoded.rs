//! `application/x-www-form-urlencoded` (WHATWG URL section 5): query strings, native form posts, and
//! the body in which the script hands a form over.

/// The pairs in order, percent-decoded, `+` as space; broken UTF-8 becomes U+FFFD, nothing fails.
pub fn parse(text: &str) -> Vec<(String, String)> {
    let mut pairs = Vec::new();
    for part in text.split('&') {
        if !part.is_empty() {
            let (name, value) = part.split_once('=').unwrap_or((part, ""));
            pairs.push((decode(name), decode(value)));
        }
    }
    pairs
}

fn decode(text: &str) -> String {
    let mut bytes = Vec::with_capacity(text.len());
    let mut rest = text.as_bytes();
    while let [first, tail @ ..] = rest {
        rest = tail;
        match (first, tail) {
            (b'+', _) => bytes.push(b' '),
            (b'%', [high, low, after @ ..]) => match (hex(*high), hex(*low)) {
                (Some(high), Some(low)) => {
                    bytes.push(high << 4 | low);
                    rest = after;
                }
                _ => bytes.push(b'%'),
            },
            _ => bytes.push(*first),
        }
    }
    match String::from_utf8(bytes) {
        Ok(text) => text,
        Err(broken) => String::from_utf8_lossy(broken.as_bytes()).into_owned(),
    }
}

const fn hex(digit: u8) -> Option<u8> {
    match digit {
        b'0'..=b'9' => Some(digit - b'0'),
        b'a'..=b'f' => Some(digit - b'a' + 10),
        b'A'..=b'F' => Some(digit - b'A' + 10),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_shapes_of_the_standard() {
        for (text, expected) in [
            ("", vec![]),
            ("&&", vec![]),
            ("a", vec![("a", "")]),
            ("a=", vec![("a", "")]),
            ("=b", vec![("", "b")]),
            ("a=b=c", vec![("a", "b=c")]),
            ("a+b=c+d", vec![("a b", "c d")]),
            ("a=%C3%A9%2B&a=2", vec![("a", "é+"), ("a", "2")]),
            ("a=%&b=%4&c=%zz", vec![("a", "%"), ("b", "%4"), ("c", "%zz")]),
            ("a=%ff", vec![("a", "\u{fffd}")]),
            ("naïve=日本", vec![("naïve", "日本")]),
        ] {
            let expected: Vec<(String, String)> =
                expected.into_iter().map(|(a, b)| (a.to_owned(), b.to_owned())).collect();
            assert_eq!(parse(text), expected, "{text}");
        }
    }
}
