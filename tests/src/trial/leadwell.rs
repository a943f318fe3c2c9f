//! Leadwell's own page for trials.

use super::{Behind, System};
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
  if (form.email) form.email.value = current + '@example.org';
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
addEventListener('leadwell:ready', () => {
  bench.ready = true;
  // Asked for by the address, where nobody drives the browser: `#1-10`.
  const [, from, to] = location.hash.match(/^#(\d+)-(\d+)$/) || [];
  for (let i = +from; i <= to; i++) bench.submit('s' + i);
});
</script>";

/// The page with this in its head, before the tag.
pub fn page_with(head: &str) -> String {
    page_of(&format!("{head}\n{TAG}"))
}

/// The page with another tag.
pub fn page_of(tag: &str) -> String {
    page_asking(tag, "")
}

/// The same, with more to fill in.
pub(super) fn page_asking(tag: &str, more: &str) -> String {
    let form = FORM.replace("</textarea></label>", &format!("</textarea></label> {more}"));
    page(tag, &format!("{form}\n{BENCH}"))
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
        behind: Behind::Collector,
        says_saved: true,
        patience: Duration::ZERO,
    }
}
