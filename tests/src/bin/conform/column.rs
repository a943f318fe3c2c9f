use std::fmt;

/// One thing that is compared, counted.
#[derive(Debug)]
pub(crate) struct Column {
    name: &'static str,
    /// The share that must agree, in hundredths of a percent, of the rows that no documented difference explains.
    least: usize,
    /// What explains a difference, and how many in a thousand it may.
    class: &'static str,
    most_documented: usize,
    agree: usize,
    documented: usize,
    of: usize,
    pub(crate) examples: Vec<String>,
    /// Of what is documented.
    pub(crate) explained: Vec<String>,
}

/// How a row fares.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Fate {
    Agrees,
    /// Differs, and it is written down why.
    Documented,
    Differs,
}

impl Column {
    pub(crate) fn new(name: &'static str, least: usize) -> Self {
        Self {
            name,
            least,
            class: "",
            most_documented: 0,
            agree: 0,
            documented: 0,
            of: 0,
            examples: Vec::new(),
            explained: Vec::new(),
        }
    }

    /// With a documented class of differences.
    pub(crate) fn but(self, class: &'static str, most_documented: usize) -> Self {
        Self { class, most_documented, ..self }
    }

    /// Counts one answer; `example` is asked for where it differs.
    pub(crate) fn count(&mut self, fate: Fate, example: impl FnOnce() -> String) {
        self.of += 1;
        match fate {
            Fate::Agrees => self.agree += 1,
            Fate::Documented => {
                self.documented += 1;
                self.explained.push(format!("{} (documented)", example()));
            }
            Fate::Differs => self.examples.push(example()),
        }
    }

    pub(crate) fn name(&self) -> &'static str {
        self.name
    }

    /// Whether it is as good as it must be.
    pub(crate) fn is_good(&self) -> bool {
        self.agree * 10_000 >= self.least * (self.of - self.documented)
            && self.documented * 1000 <= self.most_documented * self.of
    }
}

impl fmt::Display for Column {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} {}  {} of {}", self.name, percent(self.agree, self.of), self.agree, self.of)?;
        if self.documented > 0 {
            let others = percent(self.agree, self.of - self.documented);
            write!(f, ", {} documented ({}), {others} of the others", self.documented, self.class)?;
        }
        if !self.is_good() {
            write!(f, ", must be {}.{:02} %", self.least / 100, self.least % 100)?;
        }
        Ok(())
    }
}

/// Rounded down, so that 100 means all.
fn percent(part: usize, of: usize) -> String {
    let thousandths = (part * 100_000).checked_div(of).unwrap_or(0);
    format!("{}.{:03} %", thousandths / 1000, thousandths % 1000)
}
