//! Telephone numbers: read, judged and written as E.164, national and international, beside the crate
//! rlibphonenumber, on the same rows.

use super::{Options, pairs, rows};
use anyhow::Context as _;
use leadwell_phone::Phones;
use rlibphonenumber::{PHONE_NUMBER_UTIL, PhoneNumberFormat, Region};
use std::hint::black_box;
use std::time::{Duration, Instant};

/// Rounds over the fixture in one run.
const ROUNDS: usize = 4;

pub(crate) fn run(options: &Options) -> anyhow::Result<()> {
    let rows = rows(&options.fixtures, "phone.jsonl")?;
    // The reference has regions as numbers, which are looked up before the clock runs.
    let numbers: Vec<Asked<'_>> = rows
        .iter()
        .map(|row| {
            let id = row["region"].as_str().unwrap_or_default();
            Some(Asked { raw: row["raw"].as_str()?, id, region: id.parse().ok() })
        })
        .collect::<Option<_>>()
        .context("phone.jsonl: a row without \"raw\"")?;
    let mut phones = Phones::new();
    let world = include_bytes!("../../crates/phone/data/world.bin");
    phones.load(world).ok().context("the pack of all plans")?;
    let count = numbers.len() * ROUNDS;

    let ours = || Ok(timed(&numbers, |asked| judged(&phones, asked)));
    let mut theirs = || Ok(timed(&numbers, judged_by_reference));
    pairs::compare(
        "phone numbers, judged and written",
        options.pairs,
        count,
        ours,
        ("rlibphonenumber", &mut theirs),
    )?;

    let ours = || Ok(timed(&numbers, |asked| valid(&phones, asked)));
    let mut theirs = || Ok(timed(&numbers, valid_by_reference));
    pairs::compare("phone numbers, judged", options.pairs, count, ours, ("rlibphonenumber", &mut theirs))
}

/// A number as it was typed, and where.
struct Asked<'a> {
    raw: &'a str,
    id: &'a str,
    region: Option<Region>,
}

fn timed(numbers: &[Asked<'_>], judge: impl Fn(&Asked<'_>)) -> Duration {
    let start = Instant::now();
    for _ in 0..ROUNDS {
        for number in numbers {
            judge(black_box(number));
        }
    }
    start.elapsed()
}

fn valid(phones: &Phones, asked: &Asked<'_>) {
    if let Ok(number) = phones.parse(asked.raw, asked.id) {
        black_box((phones.possible(&number), phones.valid(&number)));
    }
}

fn judged(phones: &Phones, asked: &Asked<'_>) {
    if let Ok(number) = phones.parse(asked.raw, asked.id) {
        black_box((phones.possible(&number), phones.valid(&number)));
        black_box((phones.e164(&number), phones.national(&number), phones.international(&number)));
    }
}

fn valid_by_reference(asked: &Asked<'_>) {
    let util = &PHONE_NUMBER_UTIL;
    if let Ok(number) = util.parse(asked.raw, asked.region) {
        black_box((util.is_possible_number(&number), util.is_valid_number(&number)));
    }
}

fn judged_by_reference(asked: &Asked<'_>) {
    let util = &PHONE_NUMBER_UTIL;
    if let Ok(number) = util.parse(asked.raw, asked.region) {
        black_box((util.is_possible_number(&number), util.is_valid_number(&number)));
        for format in [PhoneNumberFormat::E164, PhoneNumberFormat::National, PhoneNumberFormat::International]
        {
            black_box(util.format(&number, format).into_owned());
        }
    }
}
