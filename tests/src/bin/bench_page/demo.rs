//! The demo's landing page, as it is and changed.

use anyhow::Context as _;
use leadwell_tests::tools::repository;

pub(crate) const NAME: &str = "www/demo/index.html";

pub(crate) fn page() -> anyhow::Result<String> {
    std::fs::read_to_string(repository().join(NAME)).context(NAME)
}

pub(crate) fn without_tag(html: &str) -> anyhow::Result<String> {
    cut(html, "<script async src=\"https://collector.example/leadwell.js\"", "</script>")
}

/// Its form leads to another page once the lead is captured, and what this one observed would be lost.
pub(crate) fn staying(html: &str) -> anyhow::Result<String> {
    cut(html, "data-leadwell-next=\"", "\"")
}

fn cut(html: &str, from: &str, to: &str) -> anyhow::Result<String> {
    let cut = html.split_once(from).and_then(|(before, rest)| {
        let (_, after) = rest.split_once(to)?;
        Some(format!("{before}{after}"))
    });
    cut.with_context(|| format!("{NAME} has no {from}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_demo_can_be_changed() {
        let html = page().expect(NAME);
        let plain = without_tag(&html).expect("a tag");
        assert!(!plain.contains("leadwell.js") && plain.contains("consent.js"), "{plain}");
        assert!(staying(&html).expect("a next page").contains("data-leadwell=\"contact\""));
        assert!(without_tag(&plain).is_err());
    }
}
