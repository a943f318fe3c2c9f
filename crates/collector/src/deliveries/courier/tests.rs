//! Couriers over a real store, with a destination and a clock made of numbers.

use std::collections::BTreeMap;
use std::sync::Mutex;
use std::sync::atomic::{AtomicI64, Ordering};

use leadwell_core::destination::{HttpRequest, Method, Outgoing};
use leadwell_wire::Pii;

use super::*;
use crate::SqliteStore;
use crate::deliveries::speak::Sending;
use crate::store::{Again, Delivery, DeliveryFilter, Kind, Mode, NewRecord, Source};

const MINUTE: i64 = 60_000;
const HOUR: i64 = 60 * MINUTE;
const DAY: i64 = 24 * HOUR;

/// Says the lead's and the delivery's id, and reads a status. With its windows, and its leads in a day.
struct Plain(Vec<(usize, i64)>, Option<usize>);

impl Speak for Plain {
    fn windows(&self) -> Vec<(usize, i64)> {
        self.0.clone()
    }

    fn daily(&self) -> Option<usize> {
        self.1
    }

    fn encode(&self, due: &Due, _: i64) -> Result<Outgoing, Vec<FieldError>> {
        if due.delivery.lead.contains("mute") {
            return Err(vec![FieldError {
                field: "email".into(),
                code: "required".into(),
                ..Default::default()
            }]);
        }
        let id = if due.memo.is_empty() { &due.delivery.id } else { &due.memo };
        let headers = vec![("webhook-id", Pii::new(id.clone()))];
        let body = Pii::new(due.delivery.lead.clone());
        let url = Pii::new(String::new());
        Ok(Outgoing::Http(HttpRequest { method: Method::Post, url, headers, more_headers: Vec::new(), body }))
    }

    fn hush(&self, said: &str) -> String {
        said.to_owned()
    }

    fn decode(&self, due: &Due, _: i64, reply: Result<&Reply, Lost>) -> Verdict {
        let reply = match reply {
            Ok(reply) => reply,
            Err(lost) => return Verdict::RetryAfter { after: None, reason: lost.to_string() },
        };
        let reason = format!("answered {}", reply.status);
        let after = |span: i64| Some(leadwell_wire::Millis(span as u64));
        match reply.status {
            200 => Verdict::Delivered { remote_id: Some("r".into()), note: None, lost: Vec::new() },
            201 => Verdict::Delivered { remote_id: None, note: None, lost: vec!["a".into(), "b".into()] },
            202 if due.memo.is_empty() => Verdict::Next { memo: "second".into() },
            203 => Verdict::Unconfirmed { reason, usual: true },
            204 => Verdict::Unconfirmed { reason, usual: false },
            207 => Verdict::Next { memo: "again".into() },
            422 => Verdict::Refused { reasons: Vec::new() },
            401 => Verdict::Misconfigured { reason, gone: false },
            410 => Verdict::Misconfigured { reason, gone: true },
            429 => Verdict::RetryAfter { after: after(10 * MINUTE), reason },
            _ => Verdict::RetryAfter { after: None, reason },
        }
    }
}

type Answers = dyn Fn(i64, &str) -> Result<u16, Lost> + Send + Sync;

/// A destination that answers by the hour and by the lead, and what it got when.
struct Mock {
    clock: Arc<AtomicI64>,
    answers: Box<Answers>,
    got: Mutex<Vec<(i64, String, String)>>,
}

impl Carry for Mock {
    fn send(&self, outgoing: Outgoing) -> Sending<'_> {
        let Outgoing::Http(request) = outgoing else { panic!("no mail here") };
        let lead = request.body.into_inner();
        let id = request.headers[0].1.expose().clone();
        let now = self.clock.load(Ordering::Relaxed);
        let answer = (self.answers)(now, &lead);
        self.got.lock().unwrap().push((now, lead.clone(), id));
        let reply = answer.map(|status| Reply { status, headers: Vec::new(), body: lead.into_bytes() });
        Box::pin(std::future::ready(reply))
    }
}

struct Rig {
    folder: tempfile::TempDir,
    store: SqliteStore,
    clock: Arc<AtomicI64>,
    mock: Mock,
    courier: Courier,
}

fn record(id: &str, at: i64) -> NewRecord {
    NewRecord {
        id: id.into(),
        kind: Kind::Lead,
        mode: Mode::Script,
        form: "contact".into(),
        site: String::new(),
        received_at: at,
        created_at: None,
        sent_at: None,
        age_ms: None,
        attempts: None,
        name: None,
        email: None,
        stage: None,
        first: Source::default(),
        last: Source::default(),
        channel: None,
        sales_stage: None,
        assessment: None,
        journey: crate::store::JourneyPart::default(),
        token: None,
        destinations: vec!["crm".into()],
        raw: Pii::new("{}".into()),
        files: Vec::new(),
    }
}

impl Rig {
    async fn new(
        windows: &[(usize, i64)],
        answers: impl Fn(i64, &str) -> Result<u16, Lost> + Send + Sync + 'static,
    ) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let store = SqliteStore::open(folder.path().join("l.db")).unwrap();
        let clock = Arc::new(AtomicI64::new(0));
        let mock =
            Mock { clock: Arc::clone(&clock), answers: Box::new(answers), got: Mutex::new(Vec::new()) };
        let plain = Arc::new(Plain(windows.to_vec(), None));
        let courier = Courier::new("crm".into(), plain, &store, 0).await.unwrap();
        Self { folder, store, clock, mock, courier }
    }

    /// Another process goes on.
    async fn restart(&mut self, windows: &[(usize, i64)], daily: Option<usize>) {
        let plain = Arc::new(Plain(windows.to_vec(), daily));
        self.courier = Courier::new("crm".into(), plain, &self.store, self.now()).await.unwrap();
    }

    async fn arrives(&self, id: &str) {
        self.store.put(vec![record(id, self.now())]).await.unwrap();
    }

    fn now(&self) -> i64 {
        self.clock.load(Ordering::Relaxed)
    }

    /// Lives until then, and not an instant longer than there is something to do.
    async fn live_until(&mut self, end: i64) {
        loop {
            let clock = || self.clock.load(Ordering::Relaxed);
            let world = World { store: &self.store, carry: &self.mock, clock: &clock };
            match self.courier.turn(&world).await.unwrap() {
                Turn::Again => {}
                Turn::At(at) if at < end => {
                    assert!(at > self.now(), "a courier that waits for the past spins");
                    self.clock.store(at, Ordering::Relaxed);
                }
                Turn::At(_) | Turn::Idle => break,
            }
        }
        self.clock.store(end.max(self.now()), Ordering::Relaxed);
    }

    async fn rows(&self) -> Vec<Delivery> {
        let mut rows = self.store.deliveries(DeliveryFilter::default(), 10_000).await.unwrap();
        rows.reverse();
        rows
    }

    async fn states(&self) -> Vec<&'static str> {
        self.rows().await.iter().map(|row| row.state.as_str()).collect()
    }

    fn got(&self) -> Vec<(i64, String)> {
        self.mock.got.lock().unwrap().iter().map(|(at, lead, _)| (*at, lead.clone())).collect()
    }

    fn leads_got(&self) -> Vec<String> {
        self.got().into_iter().map(|(_, lead)| lead).collect()
    }
}

#[tokio::test]
async fn a_destination_that_is_down_for_a_week() {
    for down in [Err(Lost::Refused), Ok(503), Ok(401)] {
        let windows = [(50, 10_000), (200, DAY)];
        let mut rig = Rig::new(&windows, move |now, _| if now < 7 * DAY { down } else { Ok(200) }).await;
        // A lead every half an hour.
        let mut leads = Vec::new();
        for n in 0..336 {
            rig.live_until(n * 30 * MINUTE).await;
            leads.push(format!("{n:04}"));
            rig.arrives(&leads[n as usize]).await;
        }
        rig.live_until(7 * DAY).await;

        let requests = rig.got();
        let mut of_each: BTreeMap<&str, u32> = BTreeMap::new();
        for (_, lead) in &requests {
            *of_each.entry(lead).or_default() += 1;
        }
        assert!(of_each.values().all(|times| *times <= 10), "{down:?}: {of_each:?}");
        assert!(requests.len() <= 14, "one lead asks for all: {requests:?}");
        let (dead, waiting): (Vec<_>, Vec<_>) =
            rig.rows().await.into_iter().partition(|row| row.state == DeliveryState::Dead);
        assert_eq!(dead.len() + waiting.len(), 336, "nothing is lost");
        assert!(waiting.iter().all(|row| row.state == DeliveryState::Waiting));
        assert!(dead.iter().all(|row| row.since <= 7 * DAY - patience() && !row.said.is_empty()));
        assert!(waiting.len() > 140, "who came in the last three days still waits: {}", waiting.len());

        // A click, and all of them go out: in their order, and no faster than allowed.
        let all = Again::All { state: DeliveryState::Dead, destination: None };
        assert_eq!(rig.store.send_again(all, rig.now()).await.unwrap(), dead.len() as u64);
        rig.courier.try_now();
        rig.mock.got.lock().unwrap().clear();
        rig.live_until(14 * DAY).await;
        assert_eq!(rig.leads_got(), leads, "{down:?}");
        let times: Vec<i64> = rig.got().into_iter().map(|(at, _)| at).collect();
        for (most, span) in windows {
            assert!(times.windows(most + 1).all(|window| window[most] - window[0] >= span));
        }
        assert!(rig.states().await.iter().all(|state| *state == "delivered"));
    }
}

#[tokio::test]
async fn it_answers_again_by_itself_and_all_go_out_in_their_order() {
    let mut rig = Rig::new(&[], |now, _| if now < 3 * HOUR { Ok(503) } else { Ok(200) }).await;
    for n in 0..20 {
        rig.live_until(n * 10 * MINUTE).await;
        rig.arrives(&format!("{n:02}")).await;
    }
    rig.live_until(2 * DAY).await;
    let got = rig.leads_got();
    let failed = got.len() - 20;
    assert_eq!(failed, 5, "after 0 s, 5 s, 5 min, 30 min, 2 h: {:?}", rig.got());
    assert!(got[..failed].iter().all(|lead| lead == "00"), "{got:?}");
    assert!(got[failed..].is_sorted() && rig.states().await.iter().all(|state| *state == "delivered"));
}

#[tokio::test]
async fn a_lead_that_fails_by_itself_holds_nobody_up_and_is_dead_in_the_end() {
    let mut rig = Rig::new(&[], |_, lead| if lead == "1-bad" { Ok(500) } else { Ok(200) }).await;
    for id in ["0", "1-bad", "2", "3"] {
        rig.arrives(id).await;
    }
    rig.live_until(MINUTE).await;
    assert_eq!(rig.states().await, ["delivered", "waiting", "delivered", "delivered"]);
    rig.live_until(20 * DAY).await;
    let tries: Vec<i64> =
        rig.got().into_iter().filter(|(_, lead)| lead == "1-bad").map(|(at, _)| at).collect();
    assert_eq!(tries.len(), 10, "{tries:?}");
    assert!((patience()..patience() * 11 / 10).contains(&tries[9]), "{tries:?}");
    let row = &rig.rows().await[1];
    assert_eq!((row.state, row.attempts, row.said.as_str()), (DeliveryState::Dead, 10, "Answered 500"));
}

#[tokio::test]
async fn two_that_fail_alike_are_a_reason_to_ask_a_third() {
    let mut rig = Rig::new(&[], |_, lead| if lead.contains("bad") { Ok(500) } else { Ok(200) }).await;
    for id in ["1-bad", "2-bad", "3", "4"] {
        rig.arrives(id).await;
    }
    rig.live_until(HOUR).await;
    assert_eq!(rig.states().await, ["waiting", "waiting", "delivered", "delivered"]);
}

/// Salesforce says nothing but that it heard.
#[tokio::test]
async fn one_that_never_confirms_is_told_of_every_lead() {
    for (status, after) in
        [(203, ["unconfirmed"; 4]), (204, ["unconfirmed", "unconfirmed", "waiting", "waiting"])]
    {
        let mut rig = Rig::new(&[], move |_, _| Ok(status)).await;
        for id in ["1", "2", "3", "4"] {
            rig.arrives(id).await;
        }
        rig.live_until(1).await;
        assert_eq!(rig.states().await, after, "{status}");
    }
}

#[tokio::test]
async fn what_an_answer_comes_to() {
    for (answer, state, said) in [
        (Ok(200), "delivered", "Taken"),
        (Ok(202), "waiting", "Answered 202"),
        (Ok(409), "waiting", "Answered 409"),
        (Ok(201), "delivered", "Taken, but without a, b"),
        (Ok(204), "unconfirmed", "Answered 204"),
        (Ok(207), "waiting", "It asked for one request after the other."),
        (Ok(410), "waiting", "Answered 410. Nothing more is sent there by itself"),
        (Ok(422), "refused", "It gave no reason."),
        (Ok(401), "waiting", "The configuration is not right: answered 401"),
        (Err(Lost::Timeout), "waiting", "It did not answer in time"),
        (
            Err(Lost::Blocked("it names this machine")),
            "waiting",
            "The address is not allowed: it names this machine",
        ),
    ] {
        let mut rig = Rig::new(&[], move |_, _| answer).await;
        rig.arrives("a").await;
        rig.live_until(1).await;
        let row = &rig.rows().await[0];
        assert_eq!((row.state.as_str(), row.said.as_str()), (state, said), "{answer:?}");
        assert_eq!(row.status, answer.ok());
        assert_eq!(row.attempts, 1);
    }
    let mut rig = Rig::new(&[], |_, _| Ok(200)).await;
    rig.arrives("mute").await;
    rig.live_until(1).await;
    let row = &rig.rows().await[0];
    assert_eq!((row.state.as_str(), row.said.as_str(), row.status), ("refused", "Email: required", None));
    assert!(rig.got().is_empty());
}

#[tokio::test]
async fn a_second_request_is_part_of_the_same_attempt() {
    let mut rig = Rig::new(&[(1, 1000)], |_, _| Ok(202)).await;
    rig.arrives("a").await;
    rig.live_until(2000).await;
    assert_eq!(rig.rows().await[0].attempts, 1);
    let got = rig.mock.got.lock().unwrap().clone();
    let got: Vec<(i64, &str)> = got.iter().map(|(at, _, id)| (*at, id.as_str())).collect();
    assert_eq!((got.len(), got[0].0, got[1]), (2, 0, (1000, "second")), "it keeps to the pace as well");
}

#[tokio::test]
async fn one_that_asks_for_ever_has_an_end_at_any_pace() {
    for (windows, end) in [(&[][..], 1), (&[(1, 1000)], 5500)] {
        let mut rig = Rig::new(windows, |_, _| Ok(207)).await;
        rig.arrives("a").await;
        rig.live_until(end).await;
        assert_eq!((rig.got().len(), rig.rows().await[0].attempts), (STEPS as usize, 1));
    }
}

/// What the service counts: leads, and not requests that brought none.
#[tokio::test]
async fn a_day_has_room_for_so_many_leads() {
    let mut rig = Rig::new(&[], |now, lead| match lead {
        "refused" => Ok(422),
        _ if now < HOUR => Ok(503),
        _ => Ok(203),
    })
    .await;
    rig.restart(&[], Some(3)).await;
    for id in ["1", "refused", "2", "3", "4", "5"] {
        rig.arrives(id).await;
    }
    rig.live_until(3 * HOUR).await;
    let taken = |got: &[(i64, String)]| -> Vec<String> {
        got.iter()
            .filter(|(at, lead)| *at >= HOUR && lead != "refused")
            .map(|(_, lead)| lead.clone())
            .collect()
    };
    assert_eq!(taken(&rig.got()), ["1", "2", "3"], "failed ones have used nothing up: {:?}", rig.got());
    // Another process knows of them.
    rig.restart(&[], Some(3)).await;
    rig.live_until(DAY).await;
    assert_eq!(taken(&rig.got()).len(), 3);
    rig.live_until(2 * DAY).await;
    assert_eq!(taken(&rig.got()), ["1", "2", "3", "4", "5"]);
    let times: Vec<i64> = rig.got().into_iter().map(|(at, _)| at).collect();
    assert!(times[times.len() - 2] - times[times.len() - 5] >= DAY, "{times:?}");
}

/// Standard Webhooks: who answers 410 wants nothing any more.
#[tokio::test]
async fn one_that_is_gone_is_left_alone_until_somebody_says_otherwise() {
    let mut rig = Rig::new(&[], |now, _| if now < 20 * DAY { Ok(410) } else { Ok(200) }).await;
    for id in ["1", "2", "3"] {
        rig.arrives(id).await;
    }
    rig.live_until(20 * DAY).await;
    assert_eq!(rig.got(), [(0, "1".to_owned())]);
    assert_eq!(rig.states().await, ["waiting"; 3], "nothing is given up for it");
    rig.live_until(21 * DAY).await;
    assert_eq!(rig.got().len(), 1);
    rig.courier.try_now();
    rig.live_until(22 * DAY).await;
    assert_eq!(rig.leads_got()[1..], ["1", "2", "3"]);
}

#[tokio::test]
async fn what_failed_together_does_not_come_back_together() {
    let mut waits = std::collections::BTreeSet::new();
    for _ in 0..20 {
        let mut rig = Rig::new(&[], |now, _| if now == 0 { Ok(503) } else { Ok(200) }).await;
        rig.arrives("a").await;
        rig.live_until(MINUTE).await;
        waits.insert(rig.got()[1].0);
    }
    assert!(waits.len() > 10 && waits.iter().all(|wait| (5000..=5500).contains(wait)), "{waits:?}");
}

#[tokio::test]
async fn it_waits_as_long_as_it_is_asked_to() {
    let mut rig = Rig::new(&[], |now, _| if now < 15 * MINUTE { Ok(429) } else { Ok(200) }).await;
    rig.arrives("a").await;
    rig.arrives("b").await;
    rig.live_until(DAY).await;
    let expected = [(0, "a"), (10 * MINUTE, "a"), (20 * MINUTE, "a"), (20 * MINUTE, "b")];
    let got = rig.got();
    assert_eq!(got.iter().map(|(at, lead)| (*at, lead.as_str())).collect::<Vec<_>>(), expected);
}

#[tokio::test]
async fn every_repeat_has_the_same_id_also_after_a_restart() {
    let mut rig = Rig::new(&[(1, HOUR)], |now, _| if now < HOUR { Ok(503) } else { Ok(200) }).await;
    rig.arrives("a").await;
    rig.live_until(1).await;
    rig.restart(&[(1, HOUR)], None).await;
    rig.live_until(DAY).await;
    let got = rig.mock.got.lock().unwrap().clone();
    assert_eq!(got.iter().map(|(at, ..)| *at).collect::<Vec<_>>(), [0, HOUR], "its pace outlives it");
    assert_eq!(got[0].2, got[1].2);
}

#[tokio::test]
async fn a_lead_that_was_forgotten_takes_its_rows_along() {
    let mut rig = Rig::new(&[], |_, _| Ok(503)).await;
    rig.arrives("a").await;
    rig.arrives("b").await;
    rig.live_until(1).await;
    rig.store.forget(crate::store::Forget::Lead("a".into()), 5).await.unwrap();
    rig.live_until(MINUTE).await;
    assert_eq!(rig.rows().await.len(), 1);
    assert_eq!(rig.leads_got(), ["a", "b"]);
    // The same lead, sent once more by a page that has not heard of it.
    rig.arrives("a").await;
    assert_eq!(rig.rows().await.len(), 1);
}

/// A disk that is full must not make a lead come again with every turn.
#[tokio::test]
async fn what_was_sent_is_not_sent_again_while_the_store_is_away() {
    let mut rig = Rig::new(&[], |_, _| Ok(200)).await;
    rig.arrives("a").await;
    let lock = rusqlite::Connection::open(rig.folder.path().join("l.db")).unwrap();
    lock.execute_batch("BEGIN IMMEDIATE").unwrap();
    for _ in 0..2 {
        let clock = || 0;
        let world = World { store: &rig.store, carry: &rig.mock, clock: &clock };
        assert_eq!(rig.courier.turn(&world).await.unwrap_err(), StoreError::Unavailable);
    }
    assert_eq!(rig.states().await, ["waiting"]);
    lock.execute_batch("ROLLBACK").unwrap();
    rig.live_until(1).await;
    assert_eq!((rig.states().await, rig.leads_got().len()), (vec!["delivered"], 1));
}

#[tokio::test]
async fn a_destination_that_fails_for_all_is_not_asked_by_each() {
    let mut rig = Rig::new(&[], |now, _| if now < 3 * HOUR { Ok(500) } else { Ok(200) }).await;
    for n in 0..20 {
        rig.arrives(&format!("{n:02}")).await;
    }
    rig.live_until(3 * HOUR).await;
    assert!(rig.got().len() <= 7, "two to see it, then by the schedule: {:?}", rig.got());
    rig.live_until(3 * DAY).await;
    assert!(rig.states().await.iter().all(|state| *state == "delivered"));
}

/// Each restart forgets that the destination is down and asks by one lead more, which is then put off as well.
#[tokio::test]
async fn once_it_answers_nobody_waits_for_a_later_time() {
    let mut rig = Rig::new(&[], |now, lead| match now {
        1000 if lead == "b" => Ok(429),
        0..5000 => Ok(503),
        _ => Ok(200),
    })
    .await;
    for id in ["a", "b", "c", "d"] {
        rig.arrives(id).await;
    }
    for restart in [1000, 2000, 3000] {
        rig.live_until(restart).await;
        rig.restart(&[], None).await;
    }
    rig.mock.got.lock().unwrap().clear();
    rig.live_until(MINUTE).await;
    let got = rig.leads_got();
    assert_eq!(
        got[got.len() - 4..],
        ["a", "b", "c", "d"],
        "b was asked to wait for ten minutes: {:?}",
        rig.got()
    );
}
