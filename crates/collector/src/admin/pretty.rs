//! JSON with line breaks, and with nothing else changed: keys keep their order and numbers their digits,
//! because this is shown as what was sent.

/// The text with two spaces a level. What is not JSON comes back odd but whole.
pub(super) fn pretty(json: &str) -> String {
    let mut out = String::with_capacity(json.len() * 2);
    let mut depth = 0usize;
    let mut in_text = false;
    let mut escaped = false;
    let mut chars = json.chars().peekable();
    while let Some(c) = chars.next() {
        if in_text {
            out.push(c);
            in_text = escaped || c != '"';
            escaped = !escaped && c == '\\';
            continue;
        }
        match c {
            '"' => {
                in_text = true;
                out.push(c);
            }
            '{' | '[' => {
                out.push(c);
                while chars.peek().is_some_and(char::is_ascii_whitespace) {
                    chars.next();
                }
                if let Some(close) = chars.next_if(|next| matches!(next, '}' | ']')) {
                    out.push(close);
                } else {
                    depth += 1;
                    line(&mut out, depth);
                }
            }
            '}' | ']' => {
                depth = depth.saturating_sub(1);
                line(&mut out, depth);
                out.push(c);
            }
            ',' => {
                out.push(c);
                line(&mut out, depth);
            }
            ':' => out.push_str(": "),
            c if c.is_ascii_whitespace() => {}
            c => out.push(c),
        }
    }
    out
}

fn line(out: &mut String, depth: usize) {
    out.push('\n');
    // A hostile record may be nested a hundred deep: the page stays readable.
    for _ in 0..depth.min(32) {
        out.push_str("  ");
    }
}

#[cfg(test)]
mod tests {
    use super::pretty;

    #[test]
    fn only_space_changes() {
        for (json, expected) in [
            ("{}", "{}"),
            ("[ ]", "[]"),
            (r#"{"b":1.50,"a":[1,2]}"#, "{\n  \"b\": 1.50,\n  \"a\": [\n    1,\n    2\n  ]\n}"),
            (r#"{"k":"a\"{,:}\\"}"#, "{\n  \"k\": \"a\\\"{,:}\\\\\"\n}"),
        ] {
            assert_eq!(pretty(json), expected);
        }
    }
}
