//! Reads what test programs print and counts.

use std::collections::BTreeMap;
use std::fmt;

/// What ran, by test program, and by browser for those that drive one.
#[derive(Debug, Default)]
pub(super) struct Tally {
    current: String,
    programs: BTreeMap<String, Count>,
    browsers: BTreeMap<String, Count>,
}

#[derive(Debug, Default, Clone, Copy, PartialEq)]
struct Count {
    passed: usize,
    failed: usize,
    ignored: usize,
}

impl Tally {
    /// One line of `cargo test`.
    pub(super) fn line(&mut self, line: &str) {
        let line = without_colour(line);
        let line = line.trim();
        if let Some(program) = program(line) {
            self.current = program;
        } else if let Some(result) = line.strip_prefix("test result: ") {
            self.programs.entry(self.current.clone()).or_default().add(Count::read(result));
        } else if let Some((name, result)) = line.split_once(": ")
            && ["chromium", "firefox", "webkit"].contains(&name)
            && result.contains(" passed")
        {
            self.browsers.entry(name.to_owned()).or_default().add(Count::read(result));
        }
    }

    pub(super) fn passed(&self) -> usize {
        self.programs.values().map(|count| count.passed).sum()
    }

    pub(super) fn failed(&self) -> usize {
        self.programs.values().map(|count| count.failed).sum()
    }
}

impl fmt::Display for Tally {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (name, count) in self.programs.iter().filter(|(_, count)| **count != Count::default()) {
            writeln!(f, "  {name}: {count}")?;
        }
        for (name, count) in &self.browsers {
            writeln!(f, "  in {name}: {count}")?;
        }
        Ok(())
    }
}

impl fmt::Display for Count {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} passed, {} failed", self.passed, self.failed)?;
        if self.ignored > 0 {
            write!(f, ", {} ignored", self.ignored)?;
        }
        Ok(())
    }
}

impl Count {
    /// `ok. 12 passed; 0 failed; 1 ignored; …`, or the same with commas.
    fn read(text: &str) -> Count {
        let words: Vec<&str> = text.split([' ', ';', ',', '.']).filter(|word| !word.is_empty()).collect();
        let number = |what: &str| {
            words.windows(2).find(|pair| pair[1] == what).and_then(|pair| pair[0].parse().ok()).unwrap_or(0)
        };
        Count { passed: number("passed"), failed: number("failed"), ignored: number("ignored") }
    }

    fn add(&mut self, other: Count) {
        self.passed += other.passed;
        self.failed += other.failed;
        self.ignored += other.ignored;
    }
}

/// `Running unittests src/lib.rs (target/debug/deps/leadwell_core-0123…)` names `leadwell_core`,
/// `Running tests/http.rs (…/http-0123…)` names `http`, `Doc-tests leadwell_core` its examples.
fn program(line: &str) -> Option<String> {
    if let Some(krate) = line.strip_prefix("Doc-tests ") {
        return Some(format!("{krate} (examples)"));
    }
    let path = line.strip_prefix("Running ")?.strip_suffix(')')?.rsplit_once('(')?.1;
    let file = path.rsplit(['/', '\\']).next()?;
    Some(file.rsplit_once('-').map_or(file, |(name, _)| name).to_owned())
}

fn without_colour(line: &str) -> String {
    let mut out = String::with_capacity(line.len());
    let mut parts = line.split('\u{1b}');
    out.push_str(parts.next().unwrap_or_default());
    for part in parts {
        out.push_str(part.split_once('m').map_or("", |(_, rest)| rest));
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn counts_by_program_and_browser() {
        let mut tally = Tally::default();
        for line in [
            "   Compiling leadwell-core v0.1.0",
            "     Running unittests src/lib.rs (target/debug/deps/leadwell_core-0123456789abcdef)",
            "test result: ok. 12 passed; 0 failed; 1 ignored; 0 measured; 0 filtered out; finished in 0.01s",
            "\u{1b}[1m\u{1b}[92m     Running\u{1b}[0m tests/e2e/main.rs (/t/debug/deps/e2e-fedcba9876543210)",
            "chromium: 5 passed, 1 failed",
            "webkit: 4 passed",
            "note: 3 passed",
            "test result: \u{1b}[31mFAILED\u{1b}[0m. 9 passed; 1 failed; 0 ignored; 0 measured; 0 filtered out",
            "   Doc-tests leadwell_core",
            "test result: ok. 2 passed; 0 failed; 0 ignored; 0 measured; 0 filtered out; finished in 0.01s",
        ] {
            tally.line(line);
        }
        assert_eq!((tally.passed(), tally.failed()), (23, 1));
        assert_eq!(
            tally.to_string(),
            "  e2e: 9 passed, 1 failed\n  leadwell_core: 12 passed, 0 failed, 1 ignored\n  \
             leadwell_core (examples): 2 passed, 0 failed\n  in chromium: 5 passed, 1 failed\n  \
             in webkit: 4 passed, 0 failed\n"
        );
    }
}
