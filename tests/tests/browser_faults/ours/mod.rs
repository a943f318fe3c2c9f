//! Scenarios that only a form has (F12 a to c, F13 to F20), and a lead that is refused.

mod blocked;
mod clock;
mod parked;
mod store;
mod twice;
mod wasm;

use leadwell_tests::trial;
use leadwell_tests::trial::scenarios::Trial;

pub(crate) const ALL: &[Trial] = &[
    trial!("F12a a record cut short", store::cut_short),
    trial!("F12b a record that is none", store::no_record),
    trial!("F12c a record of a later version", store::later_version),
    trial!("F13 two clicks and Enter", twice::clicks, limit: |o| o.ensure(o.requests == 1, "more than one request")),
    trial!("F14 the tag twice, the form taken out and put back", twice::tags, limit: |o| {
        o.ensure(o.requests == 2 && o.copies == 0, "more than a request for each")
    }),
    trial!("F15a submit before the WASM, and stay", wasm::early),
    trial!("F15b submit before the WASM, and go", wasm::early_and_away),
    trial!("F16 no WASM by policy", wasm::forbidden),
    trial!("F16 no script by policy", wasm::no_script),
    trial!("F17a trap before the write", wasm::trap_before_write),
    trial!("F17b trap after the write", wasm::trap_after_write),
    trial!("F17c trap after the sending", wasm::trap_after_send, limit: |o| o.ensure(o.copies <= 1, "more copies")),
    trial!("F18a clock two hours forward", clock::forward, limit: soon),
    trial!("F18b clock two hours back", clock::back, limit: soon),
    trial!("F18c clock moved between two visits", clock::between, limit: soon),
    trial!("F19 this version and a later one side by side", store::two_versions),
    trial!("F20a collector forbidden by policy, own path", blocked::by_policy),
    trial!("F20b collector blocked, own path", blocked::by_client),
    trial!("F20c collector blocked, no other path", blocked::no_path),
    trial!("refused, listed, sent again", parked::again),
];

/// Not later than the longest step of the back-off so far.
fn soon(outcome: &trial::Outcome) -> anyhow::Result<()> {
    outcome.ensure(outcome.late <= 45, "later than 45 s after healing")
}
