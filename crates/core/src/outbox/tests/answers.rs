//! What each answer means, and how long the pauses are.

use super::*;
use crate::outbox::reply::backoff;

/// What one answer to a request with one lead does.
fn outcome(status: u16, body: &str) -> String {
    let mut world = World::with(1);
    let (number, _) = world.sends().unwrap();
    let mut shown = Vec::new();
    for output in world.reply(number, &answer(status, body)) {
        shown.push(match output {
            Output::Delete { .. } => "delete".to_owned(),
            Output::Save { text, .. } if Stored::parse(text.expose()).unwrap().parked => "park".to_owned(),
            Output::Tell(Notice::Failed { reason }) => reason.to_owned(),
            Output::Tell(Notice::Delivered { .. }) => "delivered".to_owned(),
            Output::Tell(Notice::Rejected { .. }) => "rejected".to_owned(),
            other => panic!("{other:?}"),
        });
    }
    shown.push(match world.wake_at() {
        NEVER => "never again".to_owned(),
        at => match at.since(world.now.mono).0 {
            500..=1000 => "again".to_owned(),
            30_000..=60_000 => "slowly".to_owned(),
            ms => panic!("{ms}"),
        },
    });
    shown.join(" ")
}

#[test]
fn every_answer_has_one_meaning() {
    let of_it = |list: &str| format!("{{\"{list}\":[\"{}\"]}}", id(1));
    let of_other = format!("{{\"accepted\":[\"{}\"]}}", id(2));
    let refused = format!("{{\"rejected\":[{{\"id\":\"{}\",\"reason\":\"x\"}}]}}", id(1));
    for (status, body, expected) in [
        (200, of_it("accepted").as_str(), "delete delivered never again"),
        (202, &of_it("duplicate"), "delete delivered never again"),
        (200, &refused, "park rejected never again"),
        (200, &of_other, "false_ok again"),
        (200, "<!doctype html><title>Sign in</title>", "false_ok again"),
        (200, "", "false_ok again"),
        (200, "{}", "false_ok again"),
        (200, "{\"v\":1,\"records\":[{\"id\":\"x\"}]}", "false_ok again"),
        (204, "", "false_ok again"),
        // An acknowledgement is one with a status that says so.
        (500, &of_it("accepted"), "again"),
        (301, "", "misconfigured slowly"),
        (302, &of_it("accepted"), "misconfigured slowly"),
        (400, "", "park rejected never again"),
        (401, "", "misconfigured slowly"),
        (403, "", "misconfigured slowly"),
        (404, "", "misconfigured slowly"),
        (405, "", "misconfigured slowly"),
        (408, "", "again"),
        (409, "", "again"),
        (410, "", "misconfigured slowly"),
        (413, "", "park rejected never again"),
        (415, "", "misconfigured slowly"),
        (418, "", "misconfigured slowly"),
        (422, "", "park rejected never again"),
        (425, "", "again"),
        (429, "", "again"),
        (451, "", "misconfigured slowly"),
        (500, "", "again"),
        (501, "", "misconfigured slowly"),
        (502, "", "again"),
        (503, "", "again"),
        (504, "", "again"),
        (505, "", "misconfigured slowly"),
        (507, "", "again"),
        (511, "", "misconfigured slowly"),
        (520, "", "again"),
        (599, "", "again"),
    ] {
        assert_eq!(outcome(status, body), expected, "{status} {body}");
    }
}

#[test]
fn pauses_double_to_their_bound_and_stay_above_their_half() {
    let mut rng = Rng::new([1, 2]);
    assert_eq!(backoff(0, false, &mut rng), Millis(0));
    for (attempts, fast, slow) in [
        (1, 1_000, 60_000),
        (2, 2_000, 120_000),
        (6, 32_000, 1_920_000),
        (7, 64_000, 3_600_000),
        (9, 256_000, 3_600_000),
        (10, 300_000, 3_600_000),
        (17, 300_000, 3_600_000),
        (1_000, 300_000, 3_600_000),
        (u32::MAX, 300_000, 3_600_000),
    ] {
        for (is_slow, step) in [(false, fast), (true, slow)] {
            let mut least = u64::MAX;
            let mut most = 0;
            for _ in 0..2000 {
                let ms = backoff(attempts, is_slow, &mut rng).0;
                least = least.min(ms);
                most = most.max(ms);
            }
            assert!(step / 2 <= least && most <= step, "{attempts}: {least} to {most} of {step}");
            assert!(least < step / 2 + step / 50 && most > step - step / 50, "{attempts}: {least} to {most}");
        }
    }
}

/// An outage of 30 s: at most seven requests, and the lead arrives within 32 s of its end.
#[test]
fn an_outage_of_half_a_minute_costs_no_more_than_another() {
    for seed in 0..5000 {
        let mut rng = Rng::new([seed, 2]);
        let (mut at, mut attempts) = (0, 1);
        while at < 30_000 {
            at += backoff(attempts, false, &mut rng).0;
            attempts += 1;
        }
        assert!(at <= 62_000 && attempts <= 7, "seed {seed}: {attempts} requests, the last after {at} ms");
    }
}
