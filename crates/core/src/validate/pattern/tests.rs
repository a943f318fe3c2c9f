use super::*;
use proptest::prelude::*;

#[test]
fn what_matches() {
    let table: [(&str, &[&str], &[&str]); 28] = [
        (r"\d{5}", &["12345"], &["1234", "123456", "12a45", "", "１２３４５"]),
        (r"^\d{5}$", &["12345"], &["1234"]),
        (r"\d{5}(-\d{4})?", &["12345", "12345-6789"], &["12345-", "12345-678"]),
        ("a|b", &["a", "b"], &["ab", "", "c"]),
        ("a|bc|", &["a", "bc", ""], &["b", "abc"]),
        ("(a|b)c", &["ac", "bc"], &["a", "abc"]),
        ("(?:ab)*", &["", "ab", "abab"], &["a", "aba"]),
        ("(ab)+", &["ab", "abab"], &["", "a"]),
        ("a?b", &["b", "ab"], &["aab", "a"]),
        ("a{2,}", &["aa", "aaa"], &["a", ""]),
        ("a{2,3}", &["aa", "aaa"], &["a", "aaaa"]),
        ("a{0}b", &["b"], &["ab"]),
        ("(a*)*", &["", "aaa"], &["b"]),
        ("(a*)+b", &["b", "aab"], &["a"]),
        ("(a{0,2}){3}", &["", "aaaaaa"], &["aaaaaaa"]),
        ("()", &[""], &["a"]),
        ("", &[""], &["a"]),
        ("[a-cx]", &["a", "c", "x"], &["d", "-"]),
        ("[^a-c]", &["d", "é", "\n"], &["a", ""]),
        ("[-a]", &["-", "a"], &["b"]),
        ("[a-]", &["-", "a"], &["b"]),
        (r"[\d\-x]+", &["1-x"], &["a"]),
        (r"[\s\S]*", &["", "a\nb é"], &[]),
        (r"\W\D\S", &[" aa", "éxé"], &["aaa", "  "]),
        (r"\.\/\\\^\$", &[r"./\^$"], &["aa"]),
        ("...", &["日本語", "a😀c"], &["日本", "a\nb"]),
        ("[日-本]é", &["本é"], &["aé"]),
        (r"[()+. ]+", &["(+) ."], &["a"]),
    ];
    for (text, matching, others) in table {
        let pattern = Pattern::compile(text).unwrap_or_else(|| panic!("{text}"));
        for value in matching {
            assert!(pattern.matches(value), "{text} {value}");
        }
        for value in others {
            assert!(!pattern.matches(value), "{text} {value}");
        }
    }
}

#[test]
fn what_is_no_pattern() {
    use Fault::*;
    for (text, expected) in [
        ("*a", (Repeat, 1)),
        ("a**", (Repeat, 3)),
        ("a+?", (Repeat, 3)),
        ("a|+", (Repeat, 3)),
        ("({2})", (Repeat, 2)),
        ("a{", (Bounds, 2)),
        ("a{x}", (Bounds, 2)),
        ("a{2,1}", (Bounds, 5)),
        ("a{1000}", (Bounds, 6)),
        ("a{,2}", (Bounds, 2)),
        ("(?=a)", (Group, 2)),
        ("(?<n>a)", (Group, 2)),
        ("(a", (Open, 2)),
        ("[a", (Open, 2)),
        ("a)", (Close, 2)),
        ("a]", (Close, 2)),
        ("a}", (Close, 2)),
        ("a^", (Anchor, 2)),
        ("$a", (Anchor, 1)),
        ("(a$)", (Anchor, 3)),
        (r"(a)\1", (Escape, 5)),
        (r"\b", (Escape, 2)),
        (r"\p{L}", (Escape, 2)),
        ("a\\", (Escape, 2)),
        ("[]", (Class, 1)),
        ("[^]a]", (Class, 2)),
        ("[[a]]", (Class, 2)),
        ("[a&&b]", (Class, 3)),
        ("[z-a]", (Class, 4)),
        (r"[a-\d]", (Class, 5)),
        ("(a{100}){11}", (Large, 12)),
        (&"(".repeat(40), (Large, 33)),
    ] {
        assert_eq!(fault(text), Some(expected), "{text}");
        assert!(Pattern::compile(text).is_none());
        assert!(fits(text, "anything"), "an unusable pattern refuses nothing");
    }
    assert_eq!(fault("a{1,999}"), Some((Large, 8)));
    assert_eq!(fault("a{1,400}"), None);
}

/// Each character costs at most two looks at each step, whatever the pattern: those that make other engines try
/// every way to split the text.
#[test]
fn work_grows_with_the_text_and_no_faster() {
    for text in ["(a*)*b", "(a|a)*c", "(a|aa)+c", "(a+)+c", "(.*)(.*)(.*)(.*)[^a]", "a{0,300}a{300}"] {
        let pattern = Pattern::compile(text).unwrap();
        for length in [100, 1000, 10_000] {
            let mut visits = 0;
            pattern.run(&"a".repeat(length), &mut visits);
            let most = 2 * (pattern.steps.len() + 1) * (length + 1);
            assert!(visits <= most, "{text}: {visits} of {most}");
        }
    }
}

/// A pattern of the language, as a text.
fn a_pattern() -> impl Strategy<Value = String> {
    let class = "\\[\\^?([ab]|[a-c]-[c-f]|\\\\[dws]|é|\\\\\\]|\\\\-){1,3}-?\\]";
    let leaf = prop_oneof![
        4 => "[abcé1 ]",
        1 => Just(".".to_owned()),
        1 => "\\\\[dwsDWS.*+?()\\[\\]{}|\\\\^$/-]",
        2 => class,
    ];
    leaf.prop_recursive(5, 40, 4, |inner| {
        prop_oneof![
            prop::collection::vec(inner.clone(), 1..4).prop_map(|parts| parts.concat()),
            prop::collection::vec(inner.clone(), 1..4).prop_map(|parts| format!("({})", parts.join("|"))),
            (inner, "[?*+]|\\{[0-3]\\}|\\{[0-2],\\}|\\{[0-2],[2-4]\\}")
                .prop_map(|(part, repeat)| format!("(?:{part}){repeat}")),
        ]
    })
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 300, failure_persistence: None, ..ProptestConfig::default() })]

    /// The crate `regex` is the reference: the same language, another construction.
    #[test]
    fn as_the_reference_has_it(text in a_pattern(), values in prop::collection::vec("[abcdé1 \\]-]{0,8}", 12)) {
        let Some(pattern) = Pattern::compile(&text) else {
            prop_assert_eq!(fault(&text).map(|(fault, _)| fault), Some(Fault::Large), "{}", text);
            return Ok(());
        };
        let reference = regex::RegexBuilder::new(&format!(r"\A(?:{text})\z")).build().expect(&text);
        for value in values {
            // The reference knows all of Unicode's digits, letters and spaces; é is the only one here.
            if value.contains('é') && text.contains(['w', 'W']) {
                continue;
            }
            prop_assert_eq!(pattern.matches(&value), reference.is_match(&value), "{} {:?}", text, value);
        }
    }

    #[test]
    fn nothing_panics(text in ".{0,40}", odd in "[a\\[\\](){}|*+?^$\\\\.,0-9-]{0,30}", value in ".{0,20}") {
        for text in [text, odd] {
            let compiled = Pattern::compile(&text);
            prop_assert_eq!(compiled.is_none(), fault(&text).is_some());
            fits(&text, &value);
        }
    }
}
