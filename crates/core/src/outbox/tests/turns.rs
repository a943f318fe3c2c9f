//! Turns, looks into the store, and what other pages say.

use super::*;

impl World {
    fn go_on(&mut self) -> Vec<Output> {
        let mut out = Outputs::default();
        self.outbox.expire(self.now, &mut self.rng, &mut out);
        self.outbox.go_on(self.now, &mut out);
        all(out)
    }

    fn turn(&mut self, mine: bool) -> Vec<Output> {
        let mut out = Outputs::default();
        self.outbox.turn(mine, self.now, &mut out);
        all(out)
    }

    /// The look of that number, which found these leads.
    fn looked(&mut self, number: u32, found: &[u64], whole: bool) -> Vec<Output> {
        let mut out = Outputs::default();
        for n in found {
            assert!(self.outbox.found(id(*n).as_str(), &mut out));
        }
        self.outbox.looked(number, whole, self.now, &mut out);
        let mut told = all(out);
        told.extend(self.go_on());
        told
    }

    fn restored(&mut self, n: u64) {
        let payload = format!("{{\"id\":\"{}\"}}", id(n));
        let created = Millis(self.now.wall.0 - GRACE.0);
        let stored = Stored { id: id(n), created, parked: false, payload: payload.into() };
        self.outbox.restore(stored, self.now);
    }

    fn pause(&mut self, text: &str) -> u64 {
        self.outbox.not_before = Millis(0);
        self.outbox.paused(text, self.now);
        self.outbox.not_before.since(self.now.mono).0
    }
}

const CLAIM: Output = Output::Claim { steal: false };

fn sent(outputs: &[Output]) -> Vec<u32> {
    outputs.iter().filter_map(|o| if let Output::Send(r) = o { Some(r.number) } else { None }).collect()
}

#[test]
fn a_turn_begins_with_a_look_and_ends_when_all_is_answered() {
    let mut world = World::with(1);
    assert_eq!(world.go_on(), [CLAIM]);
    assert_eq!(world.go_on(), []);
    assert_eq!(world.turn(true), [Output::Look { number: 1 }]);
    assert_eq!(world.go_on(), []);
    assert_eq!(sent(&world.looked(1, &[1], true)), [1]);
    assert_eq!(world.reply(1, &ack(&[1])), delivered(1));
    assert_eq!(world.go_on(), [Output::Release]);
    assert_eq!(world.go_on(), []);
}

#[test]
fn what_another_page_delivered_is_not_sent() {
    let mut world = World::with(2);
    world.go_on();
    world.turn(true);
    let out = world.looked(1, &[2], true);
    assert_eq!(out[0], Output::Tell(Notice::Delivered { form: None, id: id(1) }));
    assert_eq!(sent(&out), [1]);
    assert_eq!(world.reply(1, &ack(&[2])), delivered(2));
    assert_eq!(world.go_on(), [Output::Release]);
    // It is there again: it was not delivered after all.
    let mut out = Outputs::default();
    assert!(world.outbox.found(id(1).as_str(), &mut out) && all(out).is_empty());
    assert_eq!(world.go_on(), [CLAIM]);
    // What an answer named is deleted, as often as it is found.
    let mut out = Outputs::default();
    assert!(world.outbox.found(id(2).as_str(), &mut out));
    assert_eq!(all(out), [Output::Delete { id: id(2) }]);
}

#[test]
fn only_a_look_at_all_of_it_says_that_something_is_gone() {
    let mut world = World::with(1);
    world.go_on();
    world.turn(true);
    assert_eq!(sent(&world.looked(1, &[], false)), [1], "the store could not be read");

    let mut world = World::with(1);
    let mut out = Outputs::default();
    world.outbox.look(&mut out);
    world.push(2);
    world.outbox.saved(&id(2), Level::Durable);
    world.push(3);
    world.outbox.saved(&id(3), Level::Volatile);
    let gone = [Output::Tell(Notice::Delivered { form: None, id: id(1) }), CLAIM];
    assert_eq!(world.looked(1, &[], true), gone, "what was saved since the look began is not in it");
    assert_eq!(world.turn(true), [Output::Look { number: 2 }]);
    assert_eq!(world.looked(1, &[], true), [], "an old one");
    let out = world.looked(2, &[2], true);
    assert_eq!(sent(&out), [1], "what lies in memory alone is in no look");
    assert_eq!(world.reply(1, &ack(&[2, 3])).len(), 4);
}

/// The page that a young lead was submitted on is there and sends it itself, or is gone, and a moment costs nothing.
#[test]
fn a_young_lead_of_another_page_waits_for_that_page() {
    let mut world = World::with(0);
    let young = |created: u64| Stored {
        id: id(1),
        created: Millis(created),
        parked: false,
        payload: format!("{{\"id\":\"{}\"}}", id(1)).into(),
    };
    for (age, wait) in [(0, 5_000), (2_000, 3_000), (5_000, 0), (90_000, 0), (-90_000_i64, 5_000)] {
        world.outbox = Outbox::default();
        world.outbox.restore(young(world.now.wall.0.strict_sub_signed(age)), world.now);
        assert_eq!(world.outbox.wake_at().since(world.now.mono).0, wait, "{age}");
        let expected = if wait == 0 { vec![CLAIM] } else { vec![] };
        assert_eq!(world.go_on(), expected, "{age}");
    }
}

#[test]
fn a_turn_that_does_not_come_is_not_waited_for_for_ever() {
    let mut world = World::with(1);
    world.restored(2);
    assert_eq!(world.go_on(), [CLAIM]);
    assert_eq!(world.outbox.wake_at().since(world.now.mono).0, 10_000);
    assert_eq!(world.after(9_999).go_on(), []);
    assert_eq!(world.after(1).go_on(), [Output::Look { number: 1 }]);
    // The leads of this page go out, those of others do not.
    let request = world.looked(1, &[1, 2], true).pop();
    assert!(matches!(request, Some(Output::Send(r)) if !r.body.expose().contains(id(2).as_str())));
    assert_eq!(world.reply(1, &ack(&[1])), delivered(1));
    assert_eq!(world.go_on(), []);
    assert_eq!(world.outbox.wake_at().since(world.now.mono).0, 60_000);
    assert_eq!(world.after(60_000).go_on(), [Output::Claim { steal: true }]);
    world.turn(true);
    assert_eq!(sent(&world.looked(2, &[2], true)), [2]);
    // Taken away: what is under way goes on, nothing new begins.
    assert_eq!(world.turn(false), []);
    world.restored(3);
    assert_eq!(world.go_on(), [CLAIM]);
    assert_eq!(world.reply(2, &ack(&[2])), delivered(2));
}

#[test]
fn a_store_that_hangs_holds_nothing_back() {
    let mut world = World::with(1);
    world.go_on();
    world.turn(true);
    assert_eq!(world.outbox.wake_at().since(world.now.mono).0, 10_000);
    assert_eq!(world.after(9_999).go_on(), []);
    assert_eq!(sent(&world.after(1).go_on()), [1]);
}

#[test]
fn a_long_turn_starts_nothing_new_and_is_asked_for_again() {
    let mut world = World::with(1);
    world.go_on();
    world.turn(true);
    world.looked(1, &[1], true);
    world.after(15_000).push(2);
    world.outbox.saved(&id(2), Level::Durable);
    assert_eq!(sent(&world.go_on()), [2]);
    assert_eq!(world.reply(1, &Reply::Lost), []);
    assert_eq!(world.after(5_000).go_on(), [], "due, and not sent: others wait");
    assert_eq!(world.reply(2, &ack(&[2])), delivered(2));
    assert_eq!(world.go_on(), [Output::Release, CLAIM]);
}

#[test]
fn a_page_that_leaves_sends_its_own_within_the_bound() {
    let mut world = World::with(0);
    world.restored(9);
    for n in 1..=3 {
        let payload = format!("{{\"id\":\"{}\",\"x\":\"{}\"}}", id(n), "x".repeat(20_000));
        let stored = Stored { id: id(n), created: Millis(0), parked: false, payload: payload.into() };
        world.outbox.push(stored, None, world.now);
    }
    let body = world.outbox.poll(world.now, true).unwrap().body.into_inner();
    let has = |n: u64| body.contains(id(n).as_str());
    assert_eq!([has(1), has(2), has(3), has(9)], [false, true, true, false]);
    assert_eq!(world.outbox.poll(world.now, true), None, "48 KiB are under way");
    assert_eq!(world.reply(1, &Reply::Lost), []);
    let mut out = Outputs::default();
    world.outbox.leave(world.now, &mut out);
    assert_eq!(all(out), [], "it had no turn");
    world.go_on();
    let mut out = Outputs::default();
    world.outbox.leave(world.now, &mut out);
    assert_eq!(all(out), [Output::Release]);
}

/// A page that goes out of view sends what is not saved yet; the answer may be there before the store's.
#[test]
fn delivered_before_it_is_saved() {
    let mut world = World::with(0);
    world.push(1);
    world.outbox.poll(world.now, true).unwrap();
    let captured = Output::Tell(Notice::Captured { form: None, id: id(1), level: Level::Durable });
    let [delete, told] = delivered(1);
    assert_eq!(world.reply(1, &ack(&[1])), [captured, delete, told]);
    assert_eq!(world.outbox.saved(&id(1), Level::Durable), None, "told already");
}

#[test]
fn a_pause_is_told_to_all_pages() {
    let mut world = World::with(1);
    let (number, _) = world.sends().unwrap();
    let reply = Reply::read(503, "20", "", Millis(0));
    assert_eq!(world.reply(number, &reply), [Output::Pause { text: "1000000 1020000".into() }]);
    assert_eq!(world.reply(number, &Reply::read(429, "10", "", Millis(0))), [], "it is no longer");
    for (text, expected) in [
        ("1000000 1020000", 20_000),
        ("999000 1000001", 1),
        ("900000 1000000", 0),
        ("900000 900001", 0),
        // The clock went back since.
        ("1000001 1020000", 0),
        ("0 99999999999999", 3_600_000),
        ("", 0),
        ("1000000", 0),
        ("1000000 x", 0),
        ("null", 0),
    ] {
        assert_eq!(world.pause(text), expected, "{text}");
    }
}

#[test]
fn a_collector_that_is_blocked_is_reached_by_the_sites_own_path() {
    for (fallback, expected) in [(true, "..f.f.fff"), (false, ".........")] {
        let mut world = World::with(1);
        world.outbox.fallback = fallback;
        let mut paths = String::new();
        for step in 0..9 {
            let request = world.poll().unwrap();
            paths.push(if request.fallback { 'f' } else { '.' });
            // The path of the site serves from the seventh request on, and before that answers like any page.
            let reply = match request.fallback {
                true if step > 5 => {
                    world.push(step + 10);
                    world.outbox.saved(&id(step + 10), Level::Durable);
                    ack(&[if step > 6 { step + 9 } else { 1 }])
                }
                true => answer(404, ""),
                false => Reply::Lost,
            };
            world.reply(request.number, &reply);
            world.after(3_600_000);
        }
        assert_eq!(paths, expected);
    }
}

#[test]
fn a_parked_lead_is_listed_and_sent_again_when_asked_for() {
    let mut world = World::with(2);
    assert_eq!(world.outbox.parked(), "[]");
    let (number, _) = world.sends().unwrap();
    world.reply(number, &answer(400, ""));
    for _ in 0..2 {
        let (number, _) = world.sends().unwrap();
        world.reply(number, &answer(400, ""));
    }
    assert_eq!(world.outbox.parked(), format!("[{{\"id\":\"{}\"}},{{\"id\":\"{}\"}}]", id(1), id(2)));
    let mut out = Outputs::default();
    assert!(world.outbox.resend(id(1).as_str(), world.now, &mut out));
    assert!(!world.outbox.resend(id(1).as_str(), world.now, &mut out), "it is on its way");
    assert!(!world.outbox.resend(id(7).as_str(), world.now, &mut out));
    assert!(
        matches!(&all(out)[..], [Output::Save { text, .. }] if !Stored::parse(text.expose()).unwrap().parked)
    );
    let (number, ids) = world.sends().unwrap();
    assert_eq!(ids, [1]);
    assert_eq!(world.reply(number, &ack(&[1])), delivered(1));
}
