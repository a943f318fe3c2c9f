//! Events in words.

use leadwell_core::channel;

use crate::store::JourneyEvent;
use crate::time;

/// An event as a person would say it.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct Phrase {
    pub(super) words: String,
    /// The channel of a touch.
    pub(super) tag: &'static str,
    /// What it is about, where that is a name of the site's.
    pub(super) about: String,
    /// What the site told with it.
    pub(super) beside: String,
    /// A page was seen.
    pub(super) page: bool,
}

impl std::fmt::Display for Phrase {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let parts = [self.words.as_str(), self.tag, &self.about];
        let parts: Vec<&str> = parts.into_iter().filter(|part| !part.is_empty()).collect();
        f.write_str(&parts.join(" "))
    }
}

pub(super) fn phrase(one: &JourneyEvent) -> Phrase {
    let event = &one.event;
    let (path, kind) = (event.path.as_str(), event.kind.as_str());
    let span = |ms: u64| time::span(i64::try_from(ms).unwrap_or(i64::MAX));
    let (words, about): (String, &str) = match kind {
        "page_view" => ("Saw".into(), path),
        "touch" => ("Came by".into(), path),
        "consent" => ("Allowed the journey to be kept".into(), ""),
        "engaged_time" if event.value > 0 => {
            (format!("Had the page in view for {}", span(event.value.saturating_mul(1000))), path)
        }
        "engaged_time" => ("Stayed a while on".into(), path),
        "scroll" => (format!("Scrolled to {path} %"), ""),
        "video" => match path.rsplit_once(' ') {
            Some((film, percent)) => (format!("Watched {percent} % of"), film),
            None => ("Watched".into(), path),
        },
        "outbound_click" => ("Followed a link to".into(), path),
        "file_click" => ("Opened the file".into(), path),
        "form_view" => ("Had the form in view".into(), path),
        "form_start" => ("Began the form".into(), path),
        "form_field" if event.value < 1000 => ("Was a moment in the field".into(), path),
        "form_field" => (format!("Was {} in the field", span(event.value)), path),
        "form_abandon" => (format!("Left the form after {}", span(event.value)), path),
        "answer" => ("Answered".into(), path),
        "submit" => ("Sent the form".into(), path),
        "session_start" => ("Began a visit".into(), ""),
        other => (other.to_owned(), path),
    };
    let beside: Vec<String> = event.props.0.iter().map(|(name, value)| format!("{name}: {value}")).collect();
    Phrase {
        words,
        tag: one.touch.as_ref().map_or("", |touch| channel::classify(touch).as_str()),
        about: about.to_owned(),
        beside: beside.join(", "),
        page: kind == "page_view",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn events_in_words() {
        for (kind, path, value, expected) in [
            ("page_view", "/pricing", 0, "Saw /pricing"),
            ("engaged_time", "", 30, "Had the page in view for 30 s"),
            ("engaged_time", "/old", 0, "Stayed a while on /old"),
            ("scroll", "75", 0, "Scrolled to 75 %"),
            ("video", "our tour.mp4 50", 0, "Watched 50 % of our tour.mp4"),
            ("video", "odd", 0, "Watched odd"),
            ("form_field", "contact.email", 4200, "Was 4 s in the field contact.email"),
            ("form_field", "contact.name", 300, "Was a moment in the field contact.name"),
            ("form_abandon", "contact", 90_000, "Left the form after 1 min 30 s contact"),
            ("consent", "0190a6f0-0000-7000-8000-000000000001", 0, "Allowed the journey to be kept"),
            ("pricing_viewed", "/p", 0, "pricing_viewed /p"),
            ("engaged_time", "", u64::MAX, "Had the page in view for 106751991167 d"),
        ] {
            let json = serde_json::json!({"id": "a.1", "type": kind, "path": path, "at": 1, "value": value});
            let event = serde_json::from_value(json).unwrap();
            assert_eq!(phrase(&JourneyEvent { event, touch: None }).to_string(), expected);
        }
    }
}
