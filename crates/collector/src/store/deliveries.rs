//! The outbox: for each lead and destination a row, which stays until the lead goes.

/// What has become of a delivery.
#[derive(Debug, Clone, Copy, PartialEq, Eq, serde::Serialize)]
#[serde(rename_all = "snake_case")]
pub enum DeliveryState {
    /// It will be sent, now or later.
    Waiting,
    /// The destination has it, as far as it tells.
    Delivered,
    /// The destination does not want this lead as it is.
    Refused,
    /// It was sent, and nobody can say whether it was taken: to send it again by itself might make two of it.
    Unconfirmed,
    /// It was tried as often as the schedule says.
    Dead,
}

impl DeliveryState {
    /// All.
    pub const ALL: [Self; 5] = [Self::Waiting, Self::Delivered, Self::Refused, Self::Unconfirmed, Self::Dead];

    /// The word.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Waiting => "waiting",
            Self::Delivered => "delivered",
            Self::Refused => "refused",
            Self::Unconfirmed => "unconfirmed",
            Self::Dead => "dead",
        }
    }

    /// The state with this word.
    pub fn parse(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|state| state.as_str() == word)
    }
}

/// A row of the outbox.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
pub struct Delivery {
    /// The same at every attempt: by this a destination knows a repeat.
    pub id: String,
    /// Its place in the order of arrival.
    #[serde(skip)]
    pub seq: i64,
    /// The lead's id.
    pub lead: String,
    /// The person's name, else the address, where one is known.
    #[serde(skip)]
    pub who: Option<leadwell_wire::Pii<String>>,
    /// The destination's name.
    pub destination: String,
    /// What has become of it.
    pub state: DeliveryState,
    /// How often it was tried since it began to wait.
    pub attempts: u32,
    /// When it began to wait (epoch milliseconds), at first or when it was sent again.
    pub since: i64,
    /// When it is to be tried next, where it waits.
    pub next_at: i64,
    /// When it was tried last.
    pub last_at: Option<i64>,
    /// The HTTP status of the last answer.
    pub status: Option<u16>,
    /// The last answer in plain words; it may quote what a stranger typed.
    pub said: String,
    /// What the destination calls it.
    pub remote_id: Option<String>,
}

/// A delivery with the lead that it carries.
#[derive(Debug, Clone)]
pub struct Due {
    /// The row.
    pub delivery: Delivery,
    /// The lead's form.
    pub form: String,
    /// When the collector received the lead.
    pub received_at: i64,
    /// What the destination wants to be remembered of an earlier answer.
    pub memo: String,
    /// A lead that nobody has sent, to try the destination out.
    pub sample: bool,
    /// What was put right in it since.
    pub corrections: Vec<super::Correction>,
    /// What the collector made of its journey.
    pub assessment: Option<crate::assess::Assessment>,
    /// The record as it was sent.
    pub raw: leadwell_wire::Pii<String>,
}

/// Stands in what is said of a lead that was not taken whole, before the fields that are missing there.
pub(crate) const WITHOUT: &str = ", but without ";

/// When a destination was called.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Call {
    /// At this time.
    pub at: i64,
    /// Whether it has a lead by it, or may have.
    pub taken: bool,
}

/// What is to be sent next to a destination.
#[derive(Debug, Clone)]
pub enum Next {
    /// This, now.
    Due(Box<Due>),
    /// Something, at this time.
    At(i64),
    /// Nothing waits.
    Nothing,
}

/// What an attempt came to.
#[derive(Debug, Clone)]
pub struct Settled {
    /// The delivery's id.
    pub id: String,
    /// When.
    pub at: i64,
    /// What has become of it.
    pub state: DeliveryState,
    /// When to try again, where it waits.
    pub next_at: i64,
    /// The HTTP status, where there was an answer.
    pub status: Option<u16>,
    /// The answer in plain words.
    pub said: String,
    /// What the destination calls it.
    pub remote_id: Option<String>,
    /// The destination answers again: what waits for a later time is due now.
    pub wake_others: bool,
    /// The destination does not answer: what has waited since before this time has waited long enough.
    pub bury_before: Option<i64>,
}

/// What to send again.
#[derive(Debug, Clone)]
pub enum Again {
    /// This delivery, whatever has become of it.
    One(String),
    /// All in one state that is an end without success, at one destination or at all.
    All {
        /// Which state.
        state: DeliveryState,
        /// Which destination.
        destination: Option<String>,
    },
}

/// Which deliveries to list.
#[derive(Debug, Clone, Default)]
pub struct DeliveryFilter {
    /// In this state.
    pub state: Option<DeliveryState>,
    /// To this destination.
    pub destination: Option<String>,
    /// Older than the one at this place.
    pub before: Option<i64>,
}

/// How many there are of each.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DeliveryCount {
    /// The destination's name.
    pub destination: String,
    /// The state.
    pub state: DeliveryState,
    /// How many.
    pub count: u64,
    /// Where they wait, what the destination said last to one that was tried; where they are there, to the last of late
    /// that was not taken whole.
    pub trouble: Option<String>,
}

/// Leads, from hand to hand.
#[derive(Debug, Clone, Copy, PartialEq, Eq, serde::Serialize)]
pub struct Tally {
    /// That pages have sent here: those that are stored, and those that were turned away and have not come right since.
    pub submitted: u64,
    /// That are stored.
    pub stored: u64,
    /// That all of their destinations have.
    pub delivered: u64,
}
