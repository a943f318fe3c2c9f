//! How far sales has come with a lead.

/// Order is weight: a lead goes forward, and back only with a reason.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, serde::Serialize)]
#[serde(rename_all = "snake_case")]
pub enum SalesStage {
    /// Worth a call, says marketing.
    Qualified,
    /// Sales has taken it.
    Accepted,
    /// There is something to sell.
    Opportunity,
    /// Bought.
    Customer,
    /// Nothing will come of it.
    Lost,
}

impl SalesStage {
    /// All, in order.
    pub const ALL: [Self; 5] =
        [Self::Qualified, Self::Accepted, Self::Opportunity, Self::Customer, Self::Lost];

    /// The word.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Qualified => "qualified",
            Self::Accepted => "accepted",
            Self::Opportunity => "opportunity",
            Self::Customer => "customer",
            Self::Lost => "lost",
        }
    }

    /// The stage with this word.
    pub fn parse(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|stage| stage.as_str() == word)
    }
}

/// A step, and on whose word.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
pub struct SalesStep {
    /// What it reached.
    pub stage: SalesStage,
    /// When (epoch milliseconds, the collector's clock).
    pub at: i64,
    /// Who says so; may be empty.
    pub who: String,
    /// What else is to be said.
    pub note: String,
    /// Why it goes back, where it does.
    pub reason: String,
}

impl SalesStep {
    /// Whether both say the same, whenever they say it.
    pub(crate) fn is_same(&self, other: &Self) -> bool {
        Self { at: 0, ..self.clone() } == Self { at: 0, ..other.clone() }
    }
}

/// A step on its way into the store.
#[derive(Debug, Clone)]
pub struct NewStep {
    /// The lead's id.
    pub lead: String,
    /// The step.
    pub step: SalesStep,
}

/// What became of it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Step {
    /// It stands, now or since it was told before.
    Set,
    /// It goes back and tells no reason.
    Back,
    /// There is no such lead.
    NoLead,
}
