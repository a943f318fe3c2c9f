//! What is said at the end: counts, codes and their words, never a value.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::path::Path;

use leadwell_wire::FieldError;
use serde_json::json;

use super::judge::Fault;
use super::seen::{By, KEPT, Seen};
use super::signs::Signs;

/// Faults of rows that are told one by one; the rest is counted.
const TOLD: usize = 10;

/// The counts of one batch.
#[derive(Debug, Default)]
pub(super) struct Tally {
    rows: u64,
    bad: u64,
    last_row: u64,
    /// By field and code: how often, and the words.
    reasons: BTreeMap<(String, String), (u64, String)>,
    faults: Vec<(u64, &'static str)>,
    fault_count: u64,
    pub(super) keys: Vec<(By, u64)>,
    pub(super) signs: Signs,
}

impl Tally {
    pub(super) fn row(&mut self, number: u64, errors: &[FieldError]) {
        self.rows += 1;
        self.last_row = number;
        self.bad += u64::from(!errors.is_empty());
        for error in errors {
            let reason = (error.field.clone(), error.code.clone());
            self.reasons.entry(reason).or_insert_with(|| (0, error.message.clone())).0 += 1;
        }
    }

    pub(super) fn fault(&mut self, row: u64, fault: &'static Fault) {
        self.fault_count += 1;
        if self.faults.len() < TOLD {
            self.faults.push((row, fault.message));
        }
    }
}

/// The counts of the whole list.
#[derive(Debug, Default)]
pub(super) struct Summary {
    pub(super) rows: u64,
    pub(super) bad: u64,
    pub(super) last_row: u64,
    reasons: BTreeMap<(String, String), (u64, String)>,
    faults: Vec<(u64, &'static str)>,
    fault_count: u64,
    emails: Seen,
    phones: Seen,
    signs: Signs,
}

/// Why rows were refused, and how many.
#[derive(Debug, serde::Serialize)]
struct Reason<'a> {
    field: &'a str,
    code: &'a str,
    count: u64,
    message: &'a str,
}

/// What the summary calls things.
#[derive(Debug)]
pub(super) struct Names<'a> {
    pub(super) file: &'a Path,
    pub(super) form: &'a str,
    pub(super) out: &'a Path,
}

impl Summary {
    /// Batches come in the order of the list.
    pub(super) fn add(&mut self, tally: Tally) {
        self.rows += tally.rows;
        self.bad += tally.bad;
        self.last_row = tally.last_row.max(self.last_row);
        for (reason, (count, words)) in tally.reasons {
            self.reasons.entry(reason).or_insert((0, words)).0 += count;
        }
        self.fault_count += tally.fault_count;
        self.faults.extend(tally.faults.into_iter().take(TOLD - self.faults.len().min(TOLD)));
        self.signs.add(&tally.signs);
        for (by, key) in tally.keys {
            match by {
                By::Email => self.emails.add(key),
                By::Phone => self.phones.add(key),
            }
        }
    }

    /// The rows that could not be read, the first ones by number.
    pub(super) fn faults(&self) -> Vec<String> {
        let mut lines: Vec<String> =
            self.faults.iter().map(|(row, message)| format!("row {row}: {message}")).collect();
        let rest = self.fault_count - self.faults.len() as u64;
        if rest > 0 {
            lines.push(format!("and {} more rows that cannot be read", grouped(rest)));
        }
        lines
    }

    /// Most frequent first, so that what is worth mending stands on top.
    fn reasons(&self) -> Vec<Reason<'_>> {
        let mut reasons: Vec<_> = self
            .reasons
            .iter()
            .map(|((field, code), (count, message))| Reason { field, code, count: *count, message })
            .collect();
        reasons.sort_by_key(|reason| std::cmp::Reverse(reason.count));
        reasons
    }

    fn limited(&self) -> bool {
        self.emails.full || self.phones.full
    }

    pub(super) fn text(&self, names: &Names<'_>) -> String {
        let mut out = String::new();
        let good = self.rows - self.bad;
        let mut line = |text: String| {
            let _ = writeln!(out, "{}", text.trim_end());
        };
        line(format!("{}, form {}", names.file.display(), names.form));
        line(format!("  rows {:>12}", grouped(self.rows)));
        line(format!("  good {:>12}  {}", grouped(good), share(good, self.rows)));
        line(format!("  bad  {:>12}  {}", grouped(self.bad), share(self.bad, self.rows)));
        let reasons = self.reasons();
        if !reasons.is_empty() {
            line("refused, by field and code".into());
            let field =
                |reason: &Reason<'_>| if reason.field.is_empty() { "(row)" } else { reason.field }.to_owned();
            let fields = reasons.iter().map(|reason| field(reason).chars().count()).max().unwrap_or(0);
            let codes = reasons.iter().map(|reason| reason.code.len()).max().unwrap_or(0);
            for reason in &reasons {
                let Reason { code, message, .. } = reason;
                let count = grouped(reason.count);
                line(format!("  {:fields$}  {code:codes$} {count:>12}  {message}", field(reason)));
            }
        }
        let signs = self.signs.told();
        if !signs.is_empty() {
            line("not refused: e-mail addresses".into());
            for (count, words) in signs {
                line(format!("  {:>17}  {words}", grouped(count)));
            }
        }
        let twins = [("e-mail", self.emails.again), ("phone", self.phones.again)];
        if twins.iter().any(|(_, count)| *count > 0) {
            line("came before in the list".into());
            for (name, count) in twins.into_iter().filter(|(_, count)| *count > 0) {
                line(format!("  {:>17}  by {name}", grouped(count)));
            }
        }
        if self.limited() {
            line(format!("  (the first {} different ones were remembered)", grouped(KEPT as u64)));
        }
        if self.bad > 0 && names.out.as_os_str() != "-" {
            line(format!("bad rows with their reasons: {}", names.out.display()));
        }
        out
    }

    pub(super) fn json(&self, names: &Names<'_>) -> String {
        let summary = json!({
            "file": names.file.display().to_string(),
            "form": names.form,
            "rows": self.rows,
            "good": self.rows - self.bad,
            "bad": self.bad,
            "reasons": self.reasons(),
            "signs": self.signs,
            "again": { "email": self.emails.again, "phone": self.phones.again, "limited": self.limited() },
            "out": names.out.display().to_string(),
        });
        format!("{summary}\n")
    }
}

/// `1234567` → `1,234,567`.
fn grouped(number: u64) -> String {
    let digits = number.to_string();
    let mut out = String::new();
    for (i, digit) in digits.chars().enumerate() {
        if i > 0 && (digits.len() - i).is_multiple_of(3) {
            out.push(',');
        }
        out.push(digit);
    }
    out
}

/// Rounded down, so that 100 % means all.
fn share(part: u64, whole: u64) -> String {
    if whole == 0 {
        return String::new();
    }
    let tenths = u128::from(part) * 1000 / u128::from(whole);
    format!("{}.{} %", tenths / 10, tenths % 10)
}
