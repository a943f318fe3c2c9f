//! The network and the collector. What a collector that fails does with a request, and what becomes of the
//! answer; an id is kept once, for ever.

use crate::chance::Chance;
use leadwell_core::Reply;
use leadwell_wire::{Ack, FieldError, Rejected};
use std::collections::{BTreeMap, BTreeSet};

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Mode {
    Ok,
    /// Nothing arrives.
    Down,
    /// The collector's address is blocked; the site's own path is not.
    Blocked,
    /// It arrives and is stored, and the connection is reset.
    Reset,
    /// It arrives and is stored, and the answer comes after this long.
    Late(u64),
    /// The answer comes twice.
    Double,
    /// 200, and nobody is named: a captive portal, an echo.
    FalseOk,
    /// All is stored, and only the first is named.
    NamesFirst,
    /// Nothing is stored.
    Status(u16),
    /// 429 or 503 with seconds to wait.
    Wait(u16, u32),
    /// One of several may not come: too large.
    TooLarge,
}

impl Mode {
    pub(crate) fn any(c: &mut Chance) -> Self {
        match c.range(0, 15) {
            0..=3 => Self::Ok,
            4 => Self::Down,
            5 => Self::Blocked,
            6 => Self::Reset,
            7 => Self::Late(c.range(500, 90_000)),
            8 => Self::Double,
            9 => Self::FalseOk,
            10 => Self::NamesFirst,
            11 => Self::TooLarge,
            12..=13 => Self::Wait(c.of(&[429, 503]), c.of(&[1, 20, 300, 7200, u32::MAX])),
            _ => Self::Status(c.of(&[
                204, 302, 401, 403, 404, 405, 408, 409, 410, 415, 418, 425, 429, 451, 500, 501, 502, 503,
                504, 505, 507, 511, 520, 599,
            ])),
        }
    }
}

/// What the page hears, and after how long.
#[derive(Debug)]
pub(crate) struct Answer {
    pub(crate) reply: Reply,
    pub(crate) after: u64,
    pub(crate) twice: bool,
    /// The ids in the request that it names as taken.
    pub(crate) named: Vec<String>,
    /// It comes promptly, and names all that was stored.
    pub(crate) clean: bool,
}

#[derive(Debug, Default)]
pub(crate) struct Collector {
    pub(crate) rows: BTreeMap<String, String>,
    /// How often each id was stored or found stored.
    pub(crate) copies: BTreeMap<String, u32>,
    pub(crate) bad: BTreeSet<String>,
    pub(crate) refuses_whole: bool,
}

const fn answer(status: u16, ack: Ack, errors: Vec<FieldError>) -> Reply {
    Reply::Answer { status, retry_after_s: None, ack, errors }
}

impl Collector {
    /// Takes what is good. The error names an id that came with other bytes than before.
    fn take(&mut self, records: &[(String, String)], ack: &mut Ack) -> Result<(), String> {
        for (id, payload) in records {
            if self.bad.contains(id) {
                let errors = vec![FieldError {
                    field: "email".into(),
                    code: "email".into(),
                    message: "m".into(),
                    ..FieldError::default()
                }];
                ack.rejected.push(Rejected { id: id.clone(), errors });
                continue;
            }
            *self.copies.entry(id.clone()).or_default() += 1;
            match self.rows.get(id) {
                None => {
                    self.rows.insert(id.clone(), payload.clone());
                    ack.accepted.push(id.clone());
                }
                Some(first) if first == payload => ack.duplicate.push(id.clone()),
                Some(_) => return Err(format!("{id} came with other bytes")),
            }
        }
        Ok(())
    }

    pub(crate) fn answer(
        &mut self,
        mode: Mode,
        records: &[(String, String)],
        fallback: bool,
        c: &mut Chance,
    ) -> Result<Answer, String> {
        let after = c.range(5, 400);
        let mut ack = Ack::default();
        let none = |reply| Answer { reply, after, twice: false, named: Vec::new(), clean: true };
        Ok(match mode {
            Mode::Down => none(Reply::Lost),
            Mode::Blocked if !fallback => none(Reply::Lost),
            Mode::Status(status) => none(answer(status, ack, Vec::new())),
            Mode::Wait(status, secs) => {
                none(Reply::Answer { status, retry_after_s: Some(secs), ack, errors: Vec::new() })
            }
            Mode::TooLarge if records.len() > 1 => none(answer(413, ack, Vec::new())),
            Mode::FalseOk => none(answer(200, ack, Vec::new())),
            _ if self.refuses_whole && records.iter().any(|(id, _)| self.bad.contains(id)) => {
                none(answer(c.of(&[400, 422]), ack, Vec::new()))
            }
            _ => {
                self.take(records, &mut ack)?;
                if mode == Mode::NamesFirst {
                    let first = ack.accepted.pop().into_iter().take(1).collect();
                    ack = Ack { accepted: first, ..Ack::default() };
                }
                let named: Vec<String> = ack.accepted.iter().chain(&ack.duplicate).cloned().collect();
                let mut answer = Answer {
                    reply: answer(200, ack, Vec::new()),
                    after,
                    twice: mode == Mode::Double,
                    named,
                    clean: matches!(mode, Mode::Ok | Mode::Double | Mode::Blocked | Mode::TooLarge),
                };
                match mode {
                    Mode::Reset => {
                        answer.reply = Reply::Lost;
                        answer.named.clear();
                    }
                    Mode::Late(ms) => answer.after = ms,
                    _ => {}
                }
                answer
            }
        })
    }
}
