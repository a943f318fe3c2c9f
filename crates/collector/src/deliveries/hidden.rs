//! Secrets are told to the service that they are for, and some services repeat in an error what they were sent.

use leadwell_wire::Pii;

/// Shorter texts are in any sentence.
const LEAST: usize = 8;

/// What no answer may bring back into the store and before somebody's eyes.
#[derive(Clone, Debug, Default)]
pub(crate) struct Hidden(Vec<Pii<String>>);

impl Hidden {
    /// These secrets, each word of them, and of an address what stands after the server's name.
    pub(crate) fn of<'a>(secrets: impl IntoIterator<Item = &'a Pii<String>>) -> Self {
        let mut parts: Vec<String> = Vec::new();
        for word in secrets.into_iter().flat_map(|secret| secret.expose().split_whitespace()) {
            parts.push(word.to_owned());
            if let Some((_, rest)) = word.split_once("://") {
                parts.extend(rest.find('/').map(|at| rest[at..].to_owned()));
            }
        }
        parts.retain(|part| part.chars().count() >= LEAST);
        // A part of another one would leave the rest of it.
        parts.sort_by_key(|part| std::cmp::Reverse(part.len()));
        Self(parts.into_iter().map(Pii::new).collect())
    }

    /// The text without them.
    pub(crate) fn hush(&self, text: &str) -> String {
        self.0.iter().fold(text.to_owned(), |text, secret| text.replace(secret.expose(), "[secret]"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_left() {
        let secrets = [
            "https://hooks.example/services/T0/B0/x",
            "Bearer tok-12345678",
            "whsec_aaaa whsec_aaaabbbb",
            "short",
            "https://a.example/",
        ];
        let secrets = secrets.map(|secret| Pii::new(secret.to_owned()));
        let hidden = Hidden::of(&secrets);
        for (text, expected) in [
            ("Cannot POST /services/T0/B0/x", "Cannot POST [secret]"),
            ("no https://hooks.example/services/T0/B0/x here", "no [secret] here"),
            ("Bearer tok-12345678 is wrong", "Bearer [secret] is wrong"),
            ("whsec_aaaabbbb, whsec_aaaa", "[secret], [secret]"),
            ("a short answer of / hooks.example", "a short answer of / hooks.example"),
        ] {
            assert_eq!(hidden.hush(text), expected);
        }
        assert!(!format!("{hidden:?}").contains("tok-"));
    }
}
