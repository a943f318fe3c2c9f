use super::*;
use crate::store::SalesStage;
use leadwell_wire::{Event, Millis, Pairs};

const MINUTE: i64 = 60_000;

fn event(text: &str) -> JourneyEvent {
    let [id, kind, path, minute] =
        text.split(' ').collect::<Vec<_>>().try_into().unwrap_or_else(|_| panic!("{text}"));
    let at = Millis((minute.parse::<i64>().unwrap() * MINUTE) as u64);
    let event =
        Event { id: id.into(), kind: kind.into(), path: path.into(), at, value: 0, props: Pairs::default() };
    JourneyEvent { event, touch: None }
}

fn step(text: &str) -> Transition {
    let (stage, rest) = text.split_once(' ').unwrap();
    let (minute, evidence) = rest.split_once(' ').unwrap();
    let at = Millis((minute.parse::<i64>().unwrap() * MINUTE) as u64);
    let evidence = evidence.split(' ').map(str::to_owned).collect();
    Transition { stage: stage.into(), at, rule: "r".into(), evidence }
}

/// The line in short: a block a line, an item in a word.
fn shown(line: &Line<'_>) -> Vec<String> {
    let item = |item: &Item| match &item.what {
        What::Event { id, .. } => id.clone(),
        What::Stage { stage, .. } => stage.to_uppercase(),
        What::Sales { stage, .. } => (*stage).to_owned(),
        What::Lead { href: None, .. } => "this".into(),
        What::Lead { href: Some(href), .. } => href.rsplit('/').next().unwrap_or_default().into(),
    };
    let block = |block: &Block| {
        let items: Vec<String> = block.items.iter().map(item).collect();
        let open = if block.open { "" } else { " closed" };
        format!("{} ({}){open}: {}", block.title, block.facts, items.join(" "))
    };
    line.blocks().iter().map(block).collect()
}

#[test]
fn visits_steps_leads_and_sales_in_their_places() {
    let events: Vec<JourneyEvent> = [
        "a.1 session_start s 0",
        "a.2 page_view / 0",
        "a.3 page_view /pricing 4",
        "a.4 submit contact 5",
        "a.5 page_view /thanks 5",
        "b.6 session_start t 3000",
        "b.7 page_view / 3000",
    ]
    .map(event)
    .into();
    let history = ["visitor 0 a.2", "intent 4 a.1 a.3", "lead 5 a.4", "odd 3000 gone"].map(step);
    let sale = |stage, minute: i64| SalesStep {
        stage,
        at: minute * MINUTE,
        who: String::new(),
        note: String::new(),
        reason: String::new(),
    };
    let lead = |id: &str, minute: i64| LeadRef { id: id.into(), form: "contact".into(), at: minute * MINUTE };
    let sales =
        [sale(SalesStage::Qualified, 60), sale(SalesStage::Accepted, 90), sale(SalesStage::Customer, 9000)];
    let leads = [lead("me", 5), lead("other", 3001)];
    let line = Line {
        events: &events,
        history: &history,
        sales: &sales,
        lead: lead("me", 5),
        own: &events[..4],
        leads: &leads,
    };
    assert_eq!(
        shown(&line),
        [
            "Visit 1 (5 min, 3 pages): a.2 VISITOR a.3 INTENT a.4 LEAD this a.5",
            "Sales (): qualified accepted",
            "Visit 2 (1 page): b.7 ODD other",
            "Sales (): customer",
        ]
    );
    let stays: Vec<String> =
        line.stays().iter().map(|stay| format!("{} {}", stay.stage, stay.lasted)).collect();
    assert_eq!(stays, ["visitor 4 min", "intent 1 min", "lead 2 d", "odd "]);
}

#[test]
fn of_many_visits_those_are_open_that_tell_something() {
    let mut events = Vec::new();
    for n in 0..8 {
        events.push(event(&format!("a.{} session_start s {}", n * 2 + 1, n * 100)));
        events.push(event(&format!("a.{} page_view / {}", n * 2 + 2, n * 100)));
    }
    let history = [step("visitor 0 a.2")];
    let lead = LeadRef { id: "me".into(), form: String::new(), at: 700 * MINUTE };
    let line = Line { events: &events, history: &history, sales: &[], lead, own: &events, leads: &[] };
    let closed: Vec<bool> = line.blocks().iter().map(|block| !block.open).collect();
    assert_eq!(closed, [false, true, true, true, true, true, true, false]);
}

#[test]
fn of_nothing_there_is_no_line_but_what_sales_did() {
    let lead = LeadRef { id: "me".into(), form: String::new(), at: 0 };
    let mut line = Line { events: &[], history: &[], sales: &[], lead, own: &[], leads: &[] };
    assert_eq!(shown(&line), Vec::<String>::new());
    let sales = [SalesStep {
        stage: SalesStage::Lost,
        at: 1,
        who: String::new(),
        note: String::new(),
        reason: String::new(),
    }];
    line.sales = &sales;
    assert_eq!(shown(&line), ["Sales (): lost"]);
}
