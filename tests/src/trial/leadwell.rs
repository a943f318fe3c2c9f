//! Leadwell's own page for trials.

use super::System;
use crate::faulty::Dialect;
use crate::pages::page;
use std::time::Duration;

/// The tag as a site has it. Scripts come from a collector that does not fail, what is sent goes to the one that does.
pub const TAG: &str = "<script async src=\"https://assets.example/leadwell.js\" \
                       data-collector=\"https://collector.example\" data-site=\"northlight\"></script>";

const FORM: &str = r#"<form data-leadwell="bench" method="post" action="https://collector.example/f/bench">
<p><label>Which <input name="bench" required></label> <label>Filler <textarea name="filler"></textarea></label></p>
<p><button type="submit">Send</button></p>
</form>"#;

/// One submission after the other, each as soon as the one before is saved, as a person could not faster.
const BENCH: &str = r"<script nonce='harness'>
const form = document.forms[0];
const queue = [];
let current;
const next = () => {
  if (current || !queue.length) return;
  [current, form.filler.value] = queue.shift();
  form.bench.value = current;
  form.bench.dispatchEvent(new Event('input', { bubbles: true }));
  form.requestSubmit();
};
window.bench = { ready: false, saved: [], levels: [], told: [], submit(what, filler = '') { queue.push([what, filler]); next(); } };
addEventListener('leadwell:captured', ({ detail }) => {
  bench.saved.push(current);
  bench.levels.push(detail.level);
  navigator.sendBeacon('/__seen', JSON.stringify(['saved', current]));
  current = undefined;
  setTimeout(next);
});
for (const name of ['delivered', 'failed']) addEventListener('leadwell:' + name, () => bench.told.push(name));
addEventListener('leadwell:ready', () => { bench.ready = true; });
</script>";

/// The page with this in its head, before the tag.
pub fn page_with(head: &str) -> String {
    page(&format!("{head}\n{TAG}"), &format!("{FORM}\n{BENCH}"))
}

/// The page with another tag.
pub fn page_of(tag: &str) -> String {
    page(tag, &format!("{FORM}\n{BENCH}"))
}

/// With more pages by path.
pub fn system(more: Vec<(&'static str, String)>) -> System {
    let mut pages = vec![("/", page_with(""))];
    pages.extend(more);
    System {
        name: "Leadwell",
        dialect: Dialect::LEADWELL,
        pages,
        files: Vec::new(),
        real: true,
        says_saved: true,
        patience: Duration::ZERO,
    }
}
