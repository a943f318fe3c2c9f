//! Names of persons: kept as they were typed, and never taken apart. Beside that a tidy form, where somebody typed
//! all of it in capitals or all of it small.

/// Words within a name that stay small.
const SMALL: [&str; 32] = [
    "af", "al", "am", "av", "bin", "bint", "da", "das", "de", "del", "della", "den", "der", "di", "do",
    "dos", "du", "e", "el", "ibn", "la", "las", "le", "los", "op", "ten", "ter", "und", "van", "von", "y",
    "zu",
];

/// The name with capitals where they are usual; nothing where it has capitals and small letters already (whoever
/// typed it so knows best), or a script that has none.
pub(super) fn tidy(name: &str, language: &str) -> Option<String> {
    let upper = name.chars().any(char::is_uppercase);
    let lower = name.chars().any(char::is_lowercase);
    if upper == lower {
        return None;
    }
    let turkish = matches!(language.get(..2), Some("tr" | "az"));
    let mut tidied = String::new();
    for (at, word) in name.split_whitespace().enumerate() {
        if at > 0 {
            tidied.push(' ');
        }
        let small = small(word, turkish);
        if at > 0 && SMALL.contains(&small.as_str()) {
            tidied.push_str(&small);
        } else if at > 0 && matches!(small.as_str(), "ii" | "iii" | "iv") {
            tidied.push_str(&small.to_uppercase());
        } else {
            for (at, part) in small.split_inclusive(['-', '\'', '’', '.']).enumerate() {
                // Behind a hyphen the small words stay small, too: Rheinland-von-der-Aue.
                let kept = at > 0 && SMALL.contains(&part.trim_end_matches('-'));
                capital(&mut tidied, part, turkish, kept);
            }
        }
    }
    Some(tidied)
}

/// Dotless and dotted i are two letters in Turkish.
fn small(word: &str, turkish: bool) -> String {
    if turkish { word.replace('I', "ı").replace('İ', "i") } else { word.to_owned() }.to_lowercase()
}

fn capital(out: &mut String, part: &str, turkish: bool, kept: bool) {
    if kept {
        out.push_str(part);
        return;
    }
    // Mc is always its own prefix; Mac is as often the start of a name like Macy or Mackey.
    if let Some(rest) = part.strip_prefix("mc")
        && rest.chars().count() > 2
    {
        out.push_str("Mc");
        return capital(out, rest, turkish, false);
    }
    let mut chars = part.chars();
    match chars.next() {
        Some('i') if turkish => out.push('İ'),
        Some(first) => out.extend(first.to_uppercase()),
        None => {}
    }
    out.push_str(chars.as_str());
}

#[cfg(test)]
mod tests {
    use super::tidy;

    #[test]
    fn only_where_all_is_one_case() {
        for (typed, expected) in [
            ("ana silva", "Ana Silva"),
            ("ANA  SILVA", "Ana Silva"),
            ("ludwig van beethoven", "Ludwig van Beethoven"),
            ("VON DER LEYEN", "Von der Leyen"),
            ("ronald mcdonald", "Ronald McDonald"),
            ("MACY GRAY", "Macy Gray"),
            ("o'brien", "O'Brien"),
            ("JEAN-LUC D’ESTAING", "Jean-Luc D’Estaing"),
            ("j.r.r. tolkien", "J.R.R. Tolkien"),
            ("HENRY FORD III", "Henry Ford III"),
            ("józef ŻEROMSKI", ""),
            ("ÉMILE ZOLA", "Émile Zola"),
            ("ΓΙΩΡΓΟΣ ΣΕΦΕΡΗΣ", "Γιωργος Σεφερης"),
            ("McDonald", ""),
            ("deVries", ""),
            ("山田 太郎", ""),
            ("mc", "Mc"),
            ("-", ""),
            ("", ""),
        ] {
            assert_eq!(tidy(typed, "").unwrap_or_default(), expected, "{typed}");
        }
        assert_eq!(tidy("IŞIK İNÖNÜ", "tr").unwrap(), "Işık İnönü");
    }
}
