use super::*;
use crate::form;
use crate::outbox::Reply;
use crate::stored::Stored;
use leadwell_wire::{FieldError, Fields, Record};

mod consent;

const FORM: &str = r#"{"form":"contact","fields":[
    {"name":"email","kind":"email","required":true},{"name":"note","max_length":3},{"name":"topics"}]}"#;

struct Tab {
    engine: Engine,
    now: Now,
    /// What [`Output::KeepJourney`] gave last.
    kept: Option<String>,
    saved: Vec<String>,
    /// The ids in the store.
    store: Vec<Id>,
    /// What [`Notice::Consent`] told last.
    consent: String,
}

fn id(n: u64) -> Id {
    Id::v7(n, [0; 10])
}

fn fields(body: &str) -> Fields {
    crate::urlencoded::parse(body).into_iter().collect()
}

fn codes(errors: &[FieldError]) -> String {
    errors.iter().map(|e| format!(" {}:{}", e.field, e.code)).collect()
}

impl Tab {
    fn open(config: Config, kept: Option<&str>) -> Self {
        let now = Now { wall: Millis(1_764_000_000_000), mono: Millis(50) };
        let mut engine = Engine::new(config, kept, [1, 2], &crate::aid::Native);
        assert_eq!(engine.poll_output(), Some(Output::Look { number: 1 }));
        engine.handle_looked(1, true, now);
        Self {
            engine,
            now,
            kept: kept.map(str::to_owned),
            saved: Vec::new(),
            store: Vec::new(),
            consent: String::new(),
        }
    }

    /// On a page with a form, its outputs drained.
    fn with_form() -> Self {
        let mut tab = Self::open(Config { site: "s".into(), ..Config::default() }, None);
        tab.view("https://a.example/x?y=1#token");
        tab.engine.handle_form(7, form::parse(FORM).unwrap());
        tab
    }

    fn choose(&mut self, verdict: Verdict) {
        self.engine.handle_consent(ConsentSource::Visitor, verdict, "asked", self.now);
    }

    fn view(&mut self, url: &str) -> String {
        let page = Page { url: url.into(), title: "T \"1\"".into(), ..Page::default() };
        self.engine.handle_page(page, self.now);
        self.drain()
    }

    fn after(&mut self, ms: u64) -> String {
        self.now.mono = self.now.mono.plus(Millis(ms));
        self.now.wall = self.now.wall.plus(Millis(ms));
        self.engine.handle_timeout(self.now);
        self.drain()
    }

    fn submit(&mut self, n: u64, body: &str) -> String {
        let taken = self.engine.submit(7, id(n), fields(body), self.now);
        format!("{taken}: {}", self.drain())
    }

    fn saved(&mut self, n: u64) -> String {
        self.engine.handle_saved(&id(n), Level::Durable, self.now);
        self.drain()
    }

    fn reply(&mut self, number: u32, status: u16, body: &str) -> String {
        let reply = Reply::read(status, "", body, self.now.wall);
        self.engine.handle_reply(number, &reply, self.now);
        self.drain()
    }

    fn edit(&mut self, field: &str, body: &str, done: bool) -> String {
        self.engine.handle_edit(7, field, &fields(body), done);
        self.drain()
    }

    /// The outputs in short; times count from the tab's opening. The store shows what it holds, and the turn
    /// is this tab's at once.
    fn drain(&mut self) -> String {
        let number = |id: &Id| (1..9).find(|n| self::id(*n) == *id).unwrap();
        let mut shown = Vec::new();
        while let Some(output) = self.engine.poll_output() {
            shown.push(match output {
                Output::Save { id, text } => {
                    let stored = Stored::parse(text.expose()).unwrap();
                    assert_eq!(stored.id, id);
                    self.saved.push(text.expose().clone());
                    self.store.push(id.clone());
                    format!("save {}{}", number(&id), if stored.parked { " parked" } else { "" })
                }
                Output::Delete { id } => {
                    self.store.retain(|other| *other != id);
                    format!("delete {}", number(&id))
                }
                Output::SetAside { key } => format!("set aside {key}"),
                Output::Look { number } => {
                    for id in &self.store {
                        assert!(self.engine.handle_found(number, id.as_str()));
                    }
                    self.engine.handle_looked(number, true, self.now);
                    continue;
                }
                Output::Claim { steal } => {
                    assert!(!steal);
                    self.engine.handle_turn(true, self.now);
                    "claim".into()
                }
                Output::Release => "release".into(),
                Output::Pause { text } => format!("pause {text}"),
                Output::Send(request) => format!("send {}", request.number),
                Output::Abort { number } => format!("abort {number}"),
                Output::WakeAt(at) => format!("wake {}", at.0 - 50),
                Output::KeepJourney { text } => {
                    self.kept = Some(text);
                    "keep".into()
                }
                Output::ForgetJourney => {
                    self.kept = None;
                    "forget".into()
                }
                Output::Tell(Notice::Invalid { form, errors }) => format!("invalid {form}{}", codes(&errors)),
                Output::Tell(Notice::Checked { form, field, error }) => {
                    format!("checked {form} {field}{}", codes(error.as_slice()))
                }
                Output::Tell(Notice::Captured { form, id, level }) => {
                    format!("captured {form:?} {} {}", number(&id), level.as_str())
                }
                Output::Tell(Notice::Delivered { form, id }) => format!("delivered {form:?} {}", number(&id)),
                Output::Tell(Notice::Rejected { form, id, errors }) => {
                    format!("rejected {form:?} {}{}", number(&id), codes(&errors))
                }
                Output::Tell(Notice::Stage { stage }) => format!("stage {stage}"),
                Output::Tell(Notice::Failed { reason }) => format!("failed {reason}"),
                Output::Tell(Notice::Consent { text }) => {
                    self.consent = text;
                    continue;
                }
            });
        }
        shown.join(", ")
    }

    /// The last saved lead's record, as the collector reads it.
    fn record(&self) -> Record {
        let stored = Stored::parse(self.saved.last().unwrap()).unwrap();
        serde_json::from_str(stored.payload.expose()).unwrap()
    }
}

#[test]
fn a_lead_from_the_form_to_the_collector() {
    let mut tab = Tab::open(Config::default(), None);
    assert_eq!(tab.view("https://a.example/"), "wake 30000");
    tab.engine.handle_form(7, form::parse(FORM).unwrap());
    tab.engine.handle_start(7, tab.now);
    assert_eq!(tab.drain(), "stage intent");
    tab.engine.handle_start(7, tab.now);
    assert_eq!(tab.drain(), "", "a form is started once");
    assert_eq!(tab.submit(1, "email=a%40b.de"), "true: save 1, stage lead");
    assert_eq!(tab.submit(1, "email=a%40b.de"), "true: ", "the same id is the same lead");
    assert_eq!(tab.saved(1), "captured Some(7) 1 durable, claim, wake 10000, send 1, wake 20000");
    assert_eq!(tab.saved(1), "", "once");
    let body = format!(r#"{{"accepted":["{}"]}}"#, id(1).as_str());
    assert_eq!(tab.reply(1, 200, &body), "delete 1, delivered Some(7) 1, release, wake 30000");
    assert_eq!(tab.reply(1, 200, &body), "");
    let late = format!(r#"{{"rejected":[{{"id":"{}"}}]}}"#, id(1).as_str());
    assert_eq!(tab.reply(2, 200, &late), "", "what was delivered stays so");
    assert_eq!(tab.submit(1, "email=a%40b.de"), "true: ", "and stays the same lead");
}

#[test]
fn what_was_refused_is_corrected_under_its_id() {
    let mut tab = Tab::with_form();
    tab.submit(1, "email=a%40b.de");
    tab.saved(1);
    assert_eq!(
        tab.reply(1, 422, r#"{"errors":[{"field":"email","code":"email","message":"m"}]}"#),
        "save 1 parked, rejected Some(7) 1 email:email, release, wake 30000"
    );
    assert_eq!(tab.submit(1, "email=nonsense"), "false: invalid 7 email:email", "it stays parked");
    assert!(tab.engine.parked().expose().contains("a@b.de"));
    assert_eq!(tab.submit(1, "email=a%40c.de"), "true: save 1");
    assert_eq!(tab.engine.parked().expose(), "[]");
    assert!(tab.saved(1).contains("captured Some(7) 1 durable"));
    assert!(tab.saved.last().unwrap().contains("a@c.de"), "{:?}", tab.saved);
    let body = format!(r#"{{"accepted":["{}"]}}"#, id(1).as_str());
    assert!(tab.reply(2, 200, &body).starts_with("delete 1, delivered Some(7) 1"));
    assert_eq!(tab.submit(1, "email=a%40d.de"), "true: ", "delivered is delivered");
}

#[test]
fn the_record_is_what_the_collector_reads() {
    let mut tab = Tab::with_form();
    tab.submit(1, "leadwell_id=x&email=a%40b.de&topics=%22a%22&note=n&topics=b&extra=&topics=c");
    let record = tab.record();
    assert_eq!((record.id, record.form.as_str(), record.site.as_str()), (id(1), "contact", "s"));
    assert_eq!(record.created_at, tab.now.wall);
    assert_eq!(
        serde_json::to_string(&record.fields).unwrap(),
        r#"{"email":"a@b.de","topics":["\"a\"","b","c"],"note":"n","extra":""}"#
    );
    let page = Page { url: "https://a.example/x?y=1".into(), title: "T \"1\"".into(), ..Page::default() };
    assert_eq!(record.page, page);
    assert_eq!(record.touches.first.unwrap().tags.get("source"), Some("(direct)"));
    assert_eq!(record.journey.stage, "lead");
    let kinds: Vec<String> = record.journey.events.into_iter().map(|e| e.kind).collect();
    assert_eq!(kinds, ["session_start", "touch", "page_view", "submit"]);
    assert_eq!((record.consent.journey, record.consent.source), (Verdict::Unknown, ConsentSource::Default));
}

#[test]
fn what_the_page_adds_goes_with_one_lead() {
    let mut tab = Tab::with_form();
    let raw = |tab: &Tab| Stored::parse(tab.saved.last().unwrap()).unwrap().payload.into_inner();
    let asked = "é\"".repeat(1500);
    tab.engine.handle_more(&format!(",\"token\":\"t1\",\"context\":{{\"touch\":true}}\0{asked}\0v2"));
    tab.submit(1, "email=a%40b.de");
    let record: serde_json::Value = serde_json::from_str(&raw(&tab)).unwrap();
    assert_eq!((&record["token"], &record["context"]["touch"]), (&"t1".into(), &true.into()), "{record}");
    let (text, version) = (&record["consent"]["text"], &record["consent"]["version"]);
    assert_eq!((text, version), (&"é\"".repeat(1000).into(), &"v2".into()), "{record}");
    tab.submit(2, "email=a%40b.de");
    assert!(!raw(&tab).contains("v2"), "{}", raw(&tab));
    assert!(!raw(&tab).contains("t1"), "the second lead has the first one's: {}", raw(&tab));
}

#[test]
fn what_is_forgotten_is_not_sent_and_not_stored_again() {
    let mut tab = Tab::with_form();
    tab.choose(Verdict::Granted);
    for n in [1, 2, 3] {
        tab.submit(n, "email=a%40b.de");
    }
    tab.saved(1);
    let body = format!(r#"{{"rejected":[{{"id":"{}"}}]}}"#, id(1).as_str());
    assert!(tab.reply(1, 200, &body).contains("rejected"));
    assert!(tab.saved(2).contains("send 2"));
    // The shell empties the store.
    tab.engine.handle_forget(tab.now);
    tab.store.clear();
    assert_eq!(tab.drain(), "forget");
    assert!(
        tab.consent.contains("withdrawn") && tab.consent.contains("leadwell('forget')"),
        "{}",
        tab.consent
    );
    assert_eq!(tab.engine.parked().expose(), "[]");
    assert!(!tab.engine.resend(id(1).as_str(), tab.now));
    // What comes back late is no news.
    assert_eq!(tab.saved(3), "");
    assert_eq!(tab.reply(2, 503, ""), "release, wake 30000");
    assert_eq!(tab.reply(2, 422, ""), "");
    tab.engine.handle_hint(tab.now);
    assert!(!tab.after(100_000).contains("send"));
    tab.engine.handle_leaving(tab.now);
    assert_eq!(tab.drain(), "");
    // A copy that another page wrote in that moment goes again.
    tab.store.push(id(3));
    tab.engine.handle_hint(tab.now);
    assert_eq!(tab.drain(), "delete 3");
}

#[test]
fn a_submit_that_is_wrong_stores_nothing() {
    let mut tab = Tab::with_form();
    assert_eq!(tab.submit(1, "note=long"), "false: invalid 7 email:required note:too_long");
    // Both show an error now: each key is judged.
    assert_eq!(tab.edit("email", "email=a&note=long", false), "checked 7 email email:email");
    assert_eq!(tab.edit("note", "email=a&note=l", false), "checked 7 note");
    assert_eq!(tab.edit("note", "note=long", false), "", "it shows none any more");
    assert_eq!(tab.edit("email", "email=a%40b.de", false), "checked 7 email");
    assert!(!tab.engine.submit(8, id(1), fields("email=a%40b.de"), tab.now), "a form that nobody bound");
}

#[test]
fn what_one_field_holds_may_make_another_right() {
    let mut tab = Tab::with_form();
    let form = r#"{"form":"f","one_of":[["phone","email"]],"fields":[{"name":"phone","kind":"phone"},
        {"name":"email","kind":"email"},{"name":"again","equal_to":"email"}]}"#;
    tab.engine.handle_form(7, form::parse(form).unwrap());
    assert_eq!(tab.submit(1, "again=a%40b.de"), "false: invalid 7 phone:one_of again:equal_to");
    assert_eq!(tab.edit("email", "email=a%40b&again=a%40b.de", false), "checked 7 phone");
    assert_eq!(tab.edit("email", "email=a%40b.de&again=a%40b.de", false), "checked 7 again");
    assert_eq!(tab.edit("email", "email=a%40b.d&again=a%40b.de", false), "", "it is not blamed again");
}

#[test]
fn a_field_is_judged_when_it_is_left() {
    let mut tab = Tab::with_form();
    assert_eq!(tab.edit("email", "email=a", false), "");
    assert_eq!(tab.edit("email", "email=+&note=n", true), "", "an empty field is not nagged about");
    assert_eq!(tab.edit("email", "email=a", true), "checked 7 email email:email");
    assert_eq!(tab.edit("email", "email=", false), "checked 7 email email:required");
    assert_eq!(tab.edit("email", "email=a%40b.de", false), "checked 7 email");
    assert_eq!(tab.edit("unknown", "unknown=a", true), "");
    assert_eq!(tab.edit("note", "note=n", true), "");
}

#[test]
fn a_change_of_address_is_a_page_and_a_fragment_is_none() {
    let mut tab = Tab::with_form();
    for url in [
        "https://a.example/x?y=1",
        "https://a.example/x?y=1#two",
        "https://a.example/two",
        "https://a.example/two",
    ] {
        tab.view(url);
    }
    let page = Page { url: "https://a.example/two#end".into(), title: "Two".into(), ..Page::default() };
    tab.engine.handle_page(page, tab.now);
    tab.submit(1, "email=a%40b.de");
    let record = tab.record();
    let of = |kind: &str| {
        record.journey.events.iter().filter(|e| e.kind == kind).map(|e| e.path.clone()).collect::<Vec<_>>()
    };
    assert_eq!(of("page_view"), ["/x", "/two"]);
    assert_eq!((record.page.url.as_str(), record.page.title.as_str()), ("https://a.example/two", "Two"));
}

#[test]
fn time_in_view_makes_a_visitor_engaged() {
    let mut tab = Tab::open(Config::default(), None);
    assert_eq!(tab.view("https://a.example/"), "wake 30000");
    assert_eq!(tab.after(10_000), "wake 30000", "asked again");
    tab.engine.handle_hiding(tab.now);
    assert_eq!(tab.drain(), "");
    assert_eq!(tab.after(60_000), "");
    tab.engine.handle_visible(true, tab.now);
    assert_eq!(tab.drain(), "wake 90000");
    assert_eq!(tab.after(20_000), "stage engaged, wake 120000");
    assert_eq!(tab.after(60_000), "wake 180000");
    assert_eq!(tab.after(30_000), "wake 300000");
    assert_eq!(tab.view("https://a.example/two"), "wake 210000", "another page, another time");
    tab.engine.handle_form(7, form::parse(FORM).unwrap());
    tab.submit(1, "email=a%40b.de");
    let stays: Vec<u64> = tab.record().journey.events.iter().map(|e| e.value).filter(|v| *v > 0).collect();
    assert_eq!(stays, [30, 60, 120]);

    // A timer that comes late still counts what was seen.
    let mut tab = Tab::open(Config::default(), None);
    tab.view("https://a.example/");
    tab.now.mono = tab.now.mono.plus(Millis(31_000));
    tab.engine.handle_hiding(tab.now);
    assert_eq!(tab.drain(), "stage engaged");
}

#[test]
fn what_an_earlier_page_left_is_sent() {
    let mut tab = Tab::with_form();
    tab.engine.handle_held(id(2), "quote", fields("leadwell_id=x&email=nonsense"), tab.now);
    assert_eq!(tab.drain(), "save 2, stage lead", "nobody is left to correct it");
    let record = tab.record();
    assert_eq!((record.form.as_str(), record.fields.get(form::ID_FIELD)), ("quote", None));
    let text = tab.saved[0].clone();

    let mut tab = Tab::with_form();
    tab.now.wall = tab.now.wall.plus(Millis::secs(5));
    let other = text.replace("leadwell/1", "leadwell/2");
    for (key, text) in [(id(2).as_str(), text.as_str()), ("2", &text), ("3", &other), ("4", "x")] {
        assert!(!tab.engine.handle_found(1, key));
        tab.engine.handle_restore(1, key, text, tab.now);
        assert!(tab.engine.handle_found(1, key), "asked for once");
    }
    tab.store.push(id(2));
    assert_eq!(
        tab.after(0),
        "set aside 2, failed stored_corrupt, failed stored_version, set aside 4, failed stored_corrupt, \
         claim, wake 30000, wake 10000, send 1, wake 20000"
    );
    assert_eq!(
        tab.reply(1, 422, r#"{"errors":[{"field":"email","code":"email","message":"m"}]}"#),
        "save 2 parked, rejected None 2 email:email, release, wake 30000"
    );
    tab.engine.handle_held(id(2), "quote", fields("email=nonsense"), tab.now);
    assert_eq!(tab.drain(), "", "it is known");
}

#[test]
fn a_lost_request_is_aborted_and_a_hint_sends_at_once() {
    let mut tab = Tab::with_form();
    tab.submit(1, "email=a%40b.de");
    assert_eq!(tab.saved(1), "captured Some(7) 1 durable, claim, wake 10000, send 1, wake 20000");
    let shown = tab.after(20_000);
    assert!(shown.starts_with("abort 1, release, wake "), "{shown}");
    tab.engine.handle_hint(tab.now);
    assert_eq!(tab.drain(), "claim, wake 30000, send 2");
    assert_eq!(tab.after(10_000), "wake 40000");
}
