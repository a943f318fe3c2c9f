mod answers;
mod turns;

use super::*;

struct World {
    outbox: Outbox,
    now: Now,
    rng: Rng,
}

fn id(n: u64) -> Id {
    Id::v7(n, [0; 10])
}

fn answer(status: u16, body: &str) -> Reply {
    Reply::read(status, "", body, Millis(0))
}

fn ack(ids: &[u64]) -> Reply {
    let ids: Vec<String> = ids.iter().map(|n| format!("\"{}\"", id(*n))).collect();
    answer(200, &format!("{{\"accepted\":[{}]}}", ids.join(",")))
}

fn delivered(n: u64) -> [Output; 2] {
    [Output::Delete { id: id(n) }, Output::Tell(Notice::Delivered { form: None, id: id(n) })]
}

fn all(mut out: Outputs) -> Vec<Output> {
    core::iter::from_fn(|| out.poll()).collect()
}

impl World {
    fn with(leads: u64) -> Self {
        let mut world = Self { outbox: Outbox::default(), now: Now::default(), rng: Rng::new([1, 2]) };
        world.now = Now { wall: Millis(1_000_000), mono: Millis(5) };
        for n in 1..=leads {
            world.push(n);
            world.outbox.saved(&id(n), Level::Durable);
        }
        world
    }

    fn push(&mut self, n: u64) {
        let payload = format!("{{\"id\":\"{}\"}}", id(n));
        let stored = Stored { id: id(n), created: self.now.wall, parked: false, payload: payload.into() };
        self.outbox.push(stored, None, self.now);
    }

    fn after(&mut self, ms: u64) -> &mut Self {
        self.now.mono = self.now.mono.plus(Millis(ms));
        self.now.wall = self.now.wall.plus(Millis(ms));
        self
    }

    /// What is sent once it is this page's turn.
    fn poll(&mut self) -> Option<Request> {
        self.outbox.turn = Turn::Mine;
        self.outbox.since = self.now.mono;
        self.outbox.poll(self.now, false)
    }

    /// The numbers of the leads in the next request.
    fn sends(&mut self) -> Option<(u32, Vec<u64>)> {
        let request = self.poll()?;
        let body = json::parse(request.body.expose()).unwrap();
        assert_eq!(body.get("v").whole(), Some(1));
        for list in ["age_ms", "attempts"] {
            assert_eq!(body.get(list).members().count(), body.get("records").members().count(), "{list}");
        }
        let ids = body.get("records").members();
        let number = |text: String| (1..200).find(|n| id(*n).as_str() == text).unwrap();
        Some((request.number, ids.map(|r| number(r.text_at("id"))).collect()))
    }

    fn reply(&mut self, number: u32, reply: &Reply) -> Vec<Output> {
        let mut out = Outputs::default();
        self.outbox.reply(number, reply, self.now, &mut self.rng, &mut out);
        all(out)
    }

    fn wake_at(&mut self) -> Millis {
        if self.outbox.in_flight < AT_ONCE {
            self.outbox.turn = Turn::Off;
        }
        self.outbox.wake_at()
    }

    /// Advances to the next wake-up; how long that was.
    fn sleep(&mut self) -> u64 {
        let at = self.wake_at();
        assert_ne!(at, NEVER);
        let span = at.since(self.now.mono).0;
        self.after(span);
        span
    }
}

#[test]
fn nothing_is_sent_before_it_is_saved() {
    let mut world = World::with(0);
    world.push(1);
    assert_eq!(world.sends(), None);
    assert_eq!(world.wake_at(), NEVER);
    world.outbox.saved(&id(1), Level::Durable);
    assert_eq!(world.sends(), Some((1, vec![1])));
    assert_eq!(world.sends(), None, "in flight already");
}

#[test]
fn only_a_named_id_is_delivered() {
    let mut world = World::with(2);
    let (number, ids) = world.sends().unwrap();
    assert_eq!(ids, [1, 2]);
    assert_eq!(world.reply(number, &ack(&[2, 77])), delivered(2));
    world.sleep();
    assert_eq!(world.sends(), Some((2, vec![1])));
    let body = format!("{{\"duplicate\":[\"{}\"]}}", id(1));
    assert_eq!(world.reply(2, &answer(200, &body)), delivered(1));
    assert_eq!(world.wake_at(), NEVER);
}

#[test]
fn what_is_no_acknowledgement_is_tried_again_with_growing_pauses() {
    for reply in [
        Reply::Lost,
        answer(200, "<!doctype html>Sign in to the network"),
        answer(204, ""),
        answer(200, "{\"ok\":true}"),
        answer(200, "null"),
        answer(200, "[\"accepted\"]"),
        answer(200, "{\"v\":1,\"records\":[]}"),
        answer(500, ""),
        answer(503, ""),
        answer(429, ""),
        answer(408, ""),
    ] {
        let mut world = World::with(1);
        for step in [1000, 2000, 4000, 8000, 16_000, 32_000, 64_000, 128_000, 256_000, 300_000, 300_000] {
            let (number, _) = world.sends().unwrap();
            let told = world.reply(number, &reply);
            assert!(told.iter().all(|o| matches!(o, Output::Tell(Notice::Failed { .. }))), "{told:?}");
            assert_eq!(world.sends(), None);
            let slept = world.sleep();
            assert!((step / 2..=step).contains(&slept), "{reply:?}: {slept} of {step}");
        }
    }
}

#[test]
fn a_misconfiguration_is_asked_about_slowly() {
    for status in [301, 401, 403, 404, 405, 501] {
        let mut world = World::with(1);
        for step in [60_000, 120_000] {
            let (number, _) = world.sends().unwrap();
            world.reply(number, &answer(status, ""));
            let slept = world.sleep();
            assert!((step / 2..=step).contains(&slept), "{status}: {slept}");
        }
    }
}

#[test]
fn retry_after_holds_everything_back() {
    for (header, body, wait) in [
        ("20", "", 20_000),
        ("", "{\"retry_after_s\":7}", 7000),
        ("999999", "", 3_600_000),
        (" 3 ", "", 3000),
    ] {
        let mut world = World::with(1);
        let (number, _) = world.sends().unwrap();
        let reply = Reply::read(429, header, body, Millis(0));
        world.reply(number, &reply);
        world.push(2);
        world.outbox.saved(&id(2), Level::Durable);
        assert_eq!(world.after(wait - 1).sends(), None, "{header}{body}");
        assert!(world.outbox.poll(world.now, true).is_none(), "not even in a hurry");
        assert_eq!(world.after(1).sends().unwrap().1.len(), if wait >= 1000 { 2 } else { 1 });
    }
}

#[test]
fn a_hanging_request_holds_nobody_back_and_expires() {
    let mut world = World::with(1);
    assert_eq!(world.sends(), Some((1, vec![1])));
    world.push(2);
    world.outbox.saved(&id(2), Level::Durable);
    assert_eq!(world.sends(), Some((2, vec![2])));
    world.push(3);
    world.outbox.saved(&id(3), Level::Durable);
    assert_eq!(world.sends(), None, "two at once are enough");
    assert_eq!(world.sleep(), TIMEOUT.0);
    let (now, mut rng) = (world.now, Rng::new([3, 4]));
    let mut out = Outputs::default();
    world.outbox.expire(now, &mut rng, &mut out);
    let unreachable = Output::Tell(Notice::Failed { reason: "unreachable" });
    assert_eq!(all(out), [Output::Abort { number: 1 }, Output::Abort { number: 2 }, unreachable]);
    assert_eq!(world.sends(), Some((3, vec![3])));
    assert_eq!(world.reply(1, &ack(&[1])), delivered(1), "a late answer still counts");
}

#[test]
fn a_refused_batch_is_sent_one_by_one_and_only_the_bad_one_parks() {
    let mut world = World::with(3);
    let (number, _) = world.sends().unwrap();
    assert_eq!(world.reply(number, &answer(422, "{}")), []);
    let mut parked = Vec::new();
    for _ in 0..3 {
        let (number, ids) = world.sends().unwrap();
        assert_eq!(ids.len(), 1);
        let reply = match ids[0] {
            2 => answer(422, r#"{"error":"x","errors":[{"field":"email","code":"email","message":"m"}]}"#),
            n => ack(&[n]),
        };
        if let [Output::Save { id, text }, Output::Tell(Notice::Rejected { errors, .. })] =
            &world.reply(number, &reply)[..]
        {
            parked.push((id.clone(), errors.len(), Stored::parse(text.expose()).unwrap().parked));
        }
    }
    assert_eq!(parked, [(id(2), 1, true)]);
    assert_eq!(world.wake_at(), NEVER, "a parked lead waits for people");
    assert!(world.outbox.holds(&id(2)));
}

#[test]
fn a_rejected_record_parks_alone() {
    let mut world = World::with(2);
    let (number, _) = world.sends().unwrap();
    let body = format!(
        r#"{{"accepted":["{}"],"rejected":[{{"id":"{}","errors":[{{"field":"a","code":"c","message":"m"}}]}}]}}"#,
        id(1),
        id(2)
    );
    let out = world.reply(number, &answer(200, &body));
    assert_eq!(out[..2], delivered(1));
    assert!(
        matches!(&out[2..], [Output::Save { id: saved, .. }, Output::Tell(Notice::Rejected { id: told, errors, .. })]
        if *saved == id(2) && told == saved && errors[0].field == "a")
    );
}

#[test]
fn a_hurry_sends_the_newest_first_and_ignores_back_off() {
    let mut world = World::with(2);
    let (number, _) = world.sends().unwrap();
    world.reply(number, &Reply::Lost);
    assert_eq!(world.sends(), None);
    let request = world.outbox.poll(world.now, true).unwrap();
    let body = request.body.expose();
    assert!(body.find(id(2).as_str()) < body.find(id(1).as_str()));
}

#[test]
fn batches_keep_to_their_bounds() {
    let mut world = World::with(120);
    assert_eq!(world.sends().unwrap().1.len(), 50);
    assert_eq!(world.sends().unwrap().1.len(), 50);
    let mut world = World::with(0);
    for n in 1..=3 {
        let payload = format!("{{\"id\":\"{}\",\"x\":\"{}\"}}", id(n), "x".repeat(20_000));
        let stored = Stored { id: id(n), created: Millis(0), parked: false, payload: payload.into() };
        world.outbox.restore(stored, world.now);
    }
    assert_eq!(world.sends().unwrap().1, [1, 2]);
    assert_eq!(world.sends().unwrap().1, [3]);
}

#[test]
fn every_resend_is_the_same_bytes() {
    let mut world = World::with(1);
    let mut seen = Vec::new();
    for _ in 0..3 {
        let request = world.poll().unwrap();
        let body = request.body.expose().clone();
        let (records, around) = body.split_once("\"records\":").unwrap().1.split_once(",\"age_ms\"").unwrap();
        seen.push(records.to_owned());
        assert!(around.ends_with(&format!("\"attempts\":[{}]}}", seen.len())), "{around}");
        world.reply(request.number, &Reply::Lost);
        world.sleep();
    }
    assert!(seen.iter().all(|s| *s == seen[0]));
}
