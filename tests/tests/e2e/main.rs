//! End to end in real browsers: every scenario in each engine, against the real collector.
//!
//! `cargo test -p leadwell-tests --test e2e -- firefox::fallback` runs some of them. Each engine's tests
//! end with a `test result:` line and its total.

mod agree;
mod capture;
mod consent;
mod context;
mod control;
mod destination;
mod fallback;
mod forget;
mod help;
mod invalid;
mod journey;
mod kinds;
mod mistakes;
mod outage;
mod policy;
mod sdk;
mod storage;
mod trail;
mod words;

use leadwell_tests::{Engine, Rig};
use libtest_mimic::{Arguments, Failed, Trial};
use std::pin::Pin;
use std::process::ExitCode;
use std::sync::Arc;
use tokio::runtime::Runtime;

type Outcome<'a> = Pin<Box<dyn Future<Output = anyhow::Result<()>> + 'a>>;

/// A test body and the world that it asks for.
#[derive(Clone, Copy)]
struct Scenario {
    name: &'static str,
    /// The browser runs scripts.
    javascript: bool,
    /// The collector serves the demo's forms, not the tests' own.
    demo: bool,
    run: for<'a> fn(&'a Rig) -> Outcome<'a>,
}

/// `scenario!(module::function)`, with what is unusual about its world: `scenario!(m::f, demo: true)`.
macro_rules! scenario {
    ($module:ident :: $function:ident $(, $key:ident : $value:expr)*) => {
        Scenario {
            $($key: $value,)*
            ..Scenario {
                name: concat!(stringify!($module), "::", stringify!($function)),
                javascript: true,
                demo: false,
                run: |rig| Box::pin($module::$function(rig)),
            }
        }
    };
}

const SCENARIOS: &[Scenario] = &[
    scenario!(agree::page_and_collector),
    scenario!(capture::impatient_clicks),
    scenario!(capture::npm_package, demo: true),
    scenario!(capture::readme_snippet, demo: true),
    scenario!(capture::rendered_form, demo: true),
    scenario!(capture::submit_before_the_wasm),
    scenario!(capture::tag_twice),
    scenario!(consent::do_not_track),
    scenario!(consent::global_privacy_control),
    scenario!(consent::nobody_to_ask),
    scenario!(consent::platforms),
    scenario!(consent::receipt),
    scenario!(context::as_the_browser_says),
    scenario!(context::no_more_than_the_site_wants),
    scenario!(control::faults_are_seen),
    scenario!(destination::asked_for_and_not),
    scenario!(destination::formspree),
    scenario!(destination::hubspot),
    scenario!(destination::its_code_comes_late),
    scenario!(destination::page_goes_before_the_answer),
    scenario!(destination::refused_and_corrected),
    scenario!(destination::refused_when_the_page_has_gone),
    scenario!(fallback::javascript_off, javascript: false),
    scenario!(fallback::no_webassembly),
    scenario!(fallback::script_not_found),
    scenario!(fallback::script_refused),
    scenario!(fallback::wasm_hangs),
    scenario!(fallback::wasm_not_found),
    scenario!(fallback::wasm_panics),
    scenario!(forget::here_and_there),
    scenario!(forget::once_the_collector_is_back),
    scenario!(help::first_click_counts),
    scenario!(help::mistyped_domain),
    scenario!(help::phone_by_hand),
    scenario!(help::phone_rendered),
    scenario!(help::without_helpers),
    scenario!(help::without_packs),
    scenario!(invalid::all_errors_then_one_lead),
    scenario!(invalid::first_click_counts),
    scenario!(journey::from_newsletter_to_lead, demo: true),
    scenario!(journey::pages_share_it),
    scenario!(journey::what_is_done_on_a_page),
    scenario!(kinds::all_errors_then_one_lead),
    scenario!(kinds::files),
    scenario!(mistakes::attribute_of_the_form),
    scenario!(mistakes::attribute_of_the_tag),
    scenario!(mistakes::key_of_a_definition),
    scenario!(mistakes::name_of_the_form),
    scenario!(outage::ends_before_the_next_visit),
    scenario!(outage::ends_while_the_page_is_open),
    scenario!(outage::tab_closed_before_the_wasm),
    scenario!(policy::strict),
    scenario!(policy::without_wasm),
    scenario!(sdk::cookieless),
    scenario!(sdk::destination),
    scenario!(sdk::options_that_are_wrong),
    scenario!(sdk::track_collect_forget),
    scenario!(storage::blocked),
    scenario!(storage::cookieless),
    scenario!(storage::nothing_against_a_signal),
    scenario!(storage::nothing_before_consent),
    scenario!(trail::form_left_and_form_sent),
    scenario!(trail::pages_of_a_script),
    scenario!(trail::what_a_site_tells),
    scenario!(words::arabic),
    scenario!(words::german),
    scenario!(words::others),
    scenario!(words::rules_of_the_site),
];

#[expect(clippy::print_stdout, reason = "a test program's report")]
fn main() -> ExitCode {
    let mut args = Arguments::from_args();
    // More browsers at once than cores make each other late.
    args.test_threads.get_or_insert(2);
    let runtime = match Runtime::new() {
        Ok(runtime) => Arc::new(runtime),
        Err(error) => panic!("no runtime: {error}"),
    };
    let mut failed = false;
    let mut totals = Vec::new();
    for engine in Engine::ALL.into_iter().filter(wanted) {
        let trials = SCENARIOS.iter().map(|s| trial(engine, *s, &runtime)).collect();
        let conclusion = libtest_mimic::run(&args, trials);
        failed |= conclusion.has_failed();
        totals.push(format!("{engine}: {} passed, {} failed", conclusion.num_passed, conclusion.num_failed));
    }
    if !args.list {
        println!("{}", totals.join("\n"));
    }
    if failed { ExitCode::FAILURE } else { ExitCode::SUCCESS }
}

/// `LEADWELL_BROWSERS=chromium,firefox` picks some; `none` leaves all out.
fn wanted(engine: &Engine) -> bool {
    std::env::var("LEADWELL_BROWSERS")
        .map_or(true, |names| names.split(',').any(|name| name.trim() == engine.to_string()))
}

fn trial(engine: Engine, scenario: Scenario, runtime: &Arc<Runtime>) -> Trial {
    let runtime = Arc::clone(runtime);
    Trial::test(format!("{engine}::{}", scenario.name), move || {
        let ran = runtime.block_on(async {
            let rig = Rig::start(engine, scenario.javascript, scenario.demo).await?;
            let outcome = (scenario.run)(&rig).await;
            rig.finish(outcome).await
        });
        // The chain alone: a backtrace of the harness tells nothing.
        ran.map_err(|error| Failed::from(error.chain().map(|e| format!("{e}\n")).collect::<String>()))
    })
}
