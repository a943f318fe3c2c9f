//! One rule on both sides: thousands of inputs through the WASM in a real page, by both of its ways in, and through
//! the collector's own judge, must get the same verdicts: field, code, parameter.

mod inputs;

use anyhow::{Context as _, ensure};
use inputs::{Case, Inputs};
use leadwell_core::aid::Native;
use leadwell_core::{form, validate};
use leadwell_tests::pages::{self, TAG};
use leadwell_tests::site::Setup;
use leadwell_tests::{Collector, Engine, Rig, Site};
use leadwell_wire::{FieldError, Fields, FormDef};
use serde_json::{Value, json};

use crate::help::has;

/// What is wrong, as one text for each input.
type Verdicts = Vec<String>;

/// How many go to the page at once.
const BATCH: usize = 500;
/// How many go to the collector as leads.
const SENT: usize = 600;

const SDK: &str = "<script type=\"module\">
    import { createLeadwell } from '/sdk/index.js';
    import { bring } from '/sdk/help.js';
    const leadwell = await createLeadwell({ collector: 'https://collector.example' });
    await Promise.all(['phone', 'email', 'special'].map(bring));
    window.judge = (forms, cases) => cases.map(([form, value]) => leadwell.check(forms[form], { a: value })
        .map((e) => [e.field, e.code, e.param].join(' ')).join('; '));
</script>";

/// Forms of hidden inputs, each with a box that stays empty, lest anything is taken for a lead.
const LEAN: &str = "<script>
    const KEYS = { language: 'data-leadwell-language', kind: 'data-leadwell-kind', country: 'data-leadwell-country',
        max_bytes: 'data-leadwell-max-bytes', min_length: 'minlength', max_length: 'maxlength', min: 'min',
        max: 'max', pattern: 'pattern', accept: 'accept' };
    const set = (element, definition) => {
        for (const [key, name] of Object.entries(KEYS)) if (definition[key]) element.setAttribute(name, definition[key]);
        if (definition.work_email) element.setAttribute('data-leadwell-work-email', '');
    };
    const made = new Map();
    async function make(definition) {
        const form = document.createElement('form');
        form.innerHTML = '<input type=\"hidden\" name=\"a\"><input type=\"checkbox\" name=\"box\" required>';
        form.dataset.leadwell = definition.form;
        set(form, { language: definition.language });
        set(form.elements.a, definition.fields[0]);
        document.body.append(form);
        made.set(definition.form, form);
    }
    let told;
    document.addEventListener('leadwell:invalid', (e) => (told = e.detail.errors));
    window.prepare = (forms) => { for (const form of forms) make(form); };
    window.judge = (forms, cases) => cases.map(([form, value]) => {
        const place = made.get(forms[form].form);
        place.elements.a.value = value;
        told = undefined;
        place.requestSubmit();
        return told ? told.filter((e) => e.field !== 'box').map((e) => [e.field, e.code, e.param].join(' ')).join('; ') : 'silence';
    });
</script>";

/// The pages tell nothing home: thousands of events would.
const QUIET: &str = "navigator.sendBeacon = () => true;";

pub(crate) async fn page_and_collector(rig: &Rig) -> anyhow::Result<()> {
    let inputs = Inputs::all()?;
    let forms: Vec<FormDef> = inputs.forms.iter().map(read).collect::<Result<_, _>>()?;
    let expected: Verdicts = inputs.cases.iter().map(|case| native(&forms[case.form], &case.value)).collect();
    let wrong = expected.iter().filter(|verdict| !verdict.is_empty()).count();
    ensure!(
        inputs.cases.len() >= 5000 && wrong > 1000,
        "{} inputs, {wrong} of them wrong",
        inputs.cases.len()
    );

    let sdk = open(rig, SDK, "").await?;
    compare("the SDK", &inputs, &expected, &judged(rig, &inputs).await?)?;
    drop(sdk);

    let _lean = open(rig, TAG, LEAN).await?;
    rig.browser.wait_for("window.leadwell && window.prepare").await?;
    rig.browser.eval(&format!("prepare({})", json!(inputs.forms))).await?;
    for (kind, part) in
        [("phone", "leadwell-phone"), ("email", "leadwell-hint"), ("number", "leadwell-special")]
    {
        let box_of = format!("[data-leadwell-kind={kind}] + [name=box]");
        rig.browser.eval(&format!("document.querySelector('{box_of}').focus()")).await?;
        rig.browser.wait_for(&has(part)).await?;
    }
    tokio::time::sleep(std::time::Duration::from_secs(1)).await;
    compare("the page", &inputs, &expected, &judged(rig, &inputs).await?)?;

    if rig.browser.engine == Engine::Chromium {
        sent(&inputs, &expected).await?;
    }
    Ok(())
}

async fn open(rig: &Rig, head: &str, body: &str) -> anyhow::Result<Site> {
    let site = rig.site(Setup { before: QUIET, ..Setup::page(pages::page(head, body)) }).await?;
    rig.browser.goto(&site.url("/")).await?;
    rig.browser.wait_for("window.judge").await?;
    Ok(site)
}

fn read(definition: &Value) -> anyhow::Result<FormDef> {
    form::parse(&definition.to_string()).map_err(|errors| anyhow::anyhow!("{definition}: {errors:?}"))
}

fn native(form: &FormDef, value: &str) -> String {
    let mut fields = Fields::default();
    fields.push("a", value);
    verdict(&validate::check(form, &fields, &Native).err().unwrap_or_default())
}

fn verdict(errors: &[FieldError]) -> String {
    let one = |e: &FieldError| format!("{} {} {}", e.field, e.code, e.param);
    errors.iter().map(one).collect::<Vec<_>>().join("; ")
}

async fn judged(rig: &Rig, inputs: &Inputs) -> anyhow::Result<Verdicts> {
    let mut verdicts = Vec::new();
    for batch in inputs.cases.chunks(BATCH) {
        let cases: Vec<_> = batch.iter().map(|case| json!([case.form, case.value])).collect();
        let call = format!("judge({}, {})", json!(inputs.forms), json!(cases));
        let answer = rig.browser.eval(&call).await?;
        let answer: Verdicts = serde_json::from_value(answer).context("no list of texts")?;
        verdicts.extend(answer);
    }
    Ok(verdicts)
}

fn compare(side: &str, inputs: &Inputs, expected: &Verdicts, found: &Verdicts) -> anyhow::Result<()> {
    ensure!(expected.len() == found.len(), "{side} judged {} of {}", found.len(), expected.len());
    let differ: Vec<String> = inputs
        .cases
        .iter()
        .zip(expected.iter().zip(found))
        .filter(|(_, (expected, found))| expected != found)
        .map(|(Case { form, value }, (expected, found))| {
            format!("{} {value:?}: collector [{expected}], {side} [{found}]", inputs.forms[*form])
        })
        .collect();
    let first: Vec<_> = differ.iter().take(20).map(String::as_str).collect();
    ensure!(differ.is_empty(), "{} of {} differ\n{}", differ.len(), found.len(), first.join("\n"));
    Ok(())
}

/// A sample as leads, over the wire: what is accepted, and what is said of the others.
async fn sent(inputs: &Inputs, expected: &Verdicts) -> anyhow::Result<()> {
    let folder = tempfile::tempdir()?;
    for definition in &inputs.forms {
        let name = definition["form"].as_str().unwrap_or_default();
        std::fs::write(folder.path().join(format!("{name}.json")), definition.to_string())?;
    }
    let collector = Collector::bare(folder.path()).await?;
    let client = reqwest::Client::new();
    let step = inputs.cases.len() / SENT;
    let sample: Vec<usize> = (0..inputs.cases.len()).step_by(step).collect();
    for batch in sample.chunks(50) {
        let id = |n: usize| format!("019ac000-0000-7000-8000-{n:012x}");
        let records: Vec<Value> = batch
            .iter()
            .map(|n| {
                let Case { form, value } = &inputs.cases[*n];
                let form = &inputs.forms[*form]["form"];
                json!({ "id": id(*n), "kind": "lead", "form": form, "fields": { "a": value } })
            })
            .collect();
        let body = json!({ "v": 1, "records": records }).to_string();
        let answer =
            client.post(format!("{}/v1/collect", collector.origin)).body(body).send().await?.text().await?;
        let answer: Value = serde_json::from_str(&answer).with_context(|| answer.clone())?;
        for n in batch {
            let refused =
                answer["rejected"].as_array().into_iter().flatten().find(|r| r["id"] == id(*n).as_str());
            let errors = refused.map(|r| serde_json::from_value::<Vec<FieldError>>(r["errors"].clone()));
            let found = verdict(&errors.transpose()?.unwrap_or_default());
            ensure!(found == expected[*n], "{:?}: sent [{found}], not [{}]", inputs.cases[*n], expected[*n]);
            let kept = answer["accepted"].as_array().is_some_and(|ids| ids.contains(&json!(id(*n))));
            ensure!(kept == refused.is_none(), "{:?}: {answer}", inputs.cases[*n]);
        }
    }
    Ok(())
}
