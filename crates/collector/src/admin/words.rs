//! Words for people.

use crate::store::StoredRecord;

/// Where a visit came from.
pub(super) fn source(source: Option<&str>) -> String {
    match source {
        None => "unknown".into(),
        Some("(direct)") => "direct".into(),
        Some(other) => other.into(),
    }
}

/// How far a lead is: what sales says counts more than what the page said, and that more than what its events come to.
pub(super) fn badge(record: &StoredRecord) -> Option<(String, &'static str)> {
    let events = record.assessment.as_ref().map(|made| &made.stage);
    let told = [record.stage.as_ref(), events].into_iter().flatten().find(|stage| !stage.is_empty());
    let stage = record.sales_stage.map(|stage| stage.as_str().to_owned()).or(told.cloned())?;
    let class = stage_class(&stage);
    Some((stage, class))
}

/// The style of a stage's badge; what this release does not know looks neutral.
pub(super) fn stage_class(stage: &str) -> &'static str {
    match stage {
        "visitor" => "stage visitor",
        "returning" => "stage returning",
        "engaged" => "stage engaged",
        "considering" | "intent" => "stage intent",
        "lead" | "customer" => "stage lead",
        "qualified" | "accepted" | "opportunity" => "stage intent",
        _ => "stage",
    }
}

/// Why a stage was reached.
pub(super) fn rule(rule: &str) -> &str {
    match rule {
        "page_view" => "a page was seen",
        "second_session" => "came back in a second session",
        "pages" => "several pages seen in one session",
        "time" => "stayed a while",
        "intent_page" => "a page that shows intent",
        "form_start" => "began a form",
        "submit" => "submitted a form",
        "came_back" => "came back and read on",
        "file" => "opened a file",
        other => other,
    }
}

/// What points are for: the default model's rules in words, others by their names.
pub(super) fn points_rule(rule: &str) -> String {
    match rule {
        "page" => "Pages seen".into(),
        "time" => "Time on pages".into(),
        "read" => "Pages read to the end".into(),
        "visit" => "Visits".into(),
        "intent_page" => "Pages that show intent".into(),
        "file" => "Files opened".into(),
        "form_start" => "Forms begun".into(),
        "submit" => "Forms sent".into(),
        "company_email" => "E-mail address of a company".into(),
        "disposable_email" => "Disposable e-mail address".into(),
        other => capital(&other.replace('_', " ")),
    }
}

/// With a capital letter in front.
pub(super) fn capital(text: &str) -> String {
    let mut chars = text.chars();
    chars.next().map(|first| first.to_uppercase().chain(chars).collect()).unwrap_or_default()
}

/// What the visitor allowed.
pub(super) fn verdict(verdict: leadwell_wire::Verdict) -> &'static str {
    match verdict {
        leadwell_wire::Verdict::Granted => "granted",
        leadwell_wire::Verdict::Denied => "denied",
        leadwell_wire::Verdict::Unknown => "not asked",
    }
}

/// Who said so.
pub(super) fn consent_source(source: leadwell_wire::ConsentSource) -> &'static str {
    match source {
        leadwell_wire::ConsentSource::Default => "nobody yet",
        leadwell_wire::ConsentSource::Site => "the site's configuration",
        leadwell_wire::ConsentSource::Visitor => "the visitor",
        leadwell_wire::ConsentSource::Gpc => "the browser's privacy signal (GPC)",
        leadwell_wire::ConsentSource::Dnt => "the browser's privacy signal (Do Not Track)",
        leadwell_wire::ConsentSource::Tcf => "the site's consent platform (TCF)",
        leadwell_wire::ConsentSource::Gpp => "the site's consent platform (GPP)",
        leadwell_wire::ConsentSource::ConsentMode => "Google Consent Mode",
        leadwell_wire::ConsentSource::Withdrawn => "withdrawn",
    }
}
