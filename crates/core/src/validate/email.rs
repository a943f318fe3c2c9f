use super::Problem;

/// The deliverable subset: dot-atom local part of 1 to 64 bytes, a domain of two labels or more with an
/// alphabetic (or `xn--`) last label, 254 bytes in all. No quoted parts, comments or address literals.
pub(super) fn check(value: &str) -> Option<Problem> {
    (!is_address(value)).then_some(Problem::Email)
}

fn is_address(value: &str) -> bool {
    value.len() <= 254 && value.split_once('@').is_some_and(|(local, domain)| is_local(local) && is_domain(domain))
}

fn is_local(local: &str) -> bool {
    (1..=64).contains(&local.len())
        && local.split('.').all(|atom| !atom.is_empty() && atom.chars().all(is_atom_char))
}

fn is_atom_char(c: char) -> bool {
    c.is_ascii_alphanumeric() || (c.is_ascii() && b"!#$%&'*+/=?^_`{|}~-".contains(&(c as u8))) || is_letter(c)
}

fn is_domain(domain: &str) -> bool {
    let mut labels = 0;
    let mut last = "";
    for label in domain.split('.') {
        let hyphens = label.as_bytes().get(2..4) == Some(b"--");
        let fine = (1..=63).contains(&label.len())
            && !label.starts_with('-')
            && !label.ends_with('-')
            && (!hyphens || is_ace(label))
            && label.chars().all(|c| c.is_ascii_alphanumeric() || c == '-' || is_letter(c));
        if !fine {
            return false;
        }
        labels += 1;
        last = label;
    }
    let alphabetic = last.chars().all(|c| !matches!(c, '0'..='9' | '-'));
    labels >= 2 && domain.len() <= 253 && last.chars().nth(1).is_some() && (alphabetic || is_ace(last))
}

fn is_ace(label: &str) -> bool {
    label.len() > 4 && label.as_bytes().get(..4).is_some_and(|p| p.eq_ignore_ascii_case(b"xn--"))
}

/// A character beyond ASCII that can stand in a name: no spaces, punctuation, symbols, full-width forms,
/// private use or emoji. By range; the tables of Unicode would weigh more than the whole rule.
const fn is_letter(c: char) -> bool {
    matches!(c, '\u{c0}'..='\u{1fff}' | '\u{2c00}'..='\u{2dff}' | '\u{3005}'..='\u{d7ff}' | '\u{f900}'..='\u{fdff}'
        | '\u{10000}'..='\u{1efff}' | '\u{20000}'..='\u{3ffff}')
        && !matches!(c, '×' | '÷')
}
