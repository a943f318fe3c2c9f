//! Engine to bytes to the collector's `app()` to SQLite and back: what the page writes by hand is what the
//! collector's types read.

use crate::browser::{Browser, Device, Network};
use leadwell_collector::{Collector, FormSet, SqliteStore, app};
use leadwell_core::{Notice, Reply};
use leadwell_wire::{Kind, Record};

const CONTACT: &str = r#"{"form":"contact","fields":[{"name":"name","required":true},{"name":"email","kind":"email","required":true}]}"#;

#[tokio::test]
async fn what_the_page_writes_the_collector_stores_and_gives_back() {
    let folder = tempfile::tempdir().unwrap();
    let store = SqliteStore::open(folder.path().join("leadwell.db")).unwrap();
    let forms = FormSet::parse([("contact", CONTACT)]).unwrap();
    let collector = Collector::builder(store).forms(forms).admin_token("t").build();
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let origin = format!("http://{}", listener.local_addr().unwrap());
    tokio::spawn(
        async move { leadwell_collector::serve(listener, app(collector), std::future::pending()).await },
    );

    let mut device = Device::default();
    device.network = Network::Outside;
    let mut browser = Browser::open(&mut device, "https://n.example/pricing?utm_source=g&gclid=k#x", true);
    browser.form(CONTACT);
    let odd = "name=%22Ana%22+%5C+%F0%9F%98%80%09%C3%A9&email=ana%40b.de&extra=%00%0A%7F&extra=2&__proto__=x";
    let id = browser.submit(odd).expect("taken");
    browser.settle();
    let sent = browser.device.outside.pop().expect("a request");

    let client = reqwest::Client::new();
    let post = || client.post(format!("{origin}/v1/collect")).header("content-type", "text/plain");
    let answer = post().body(sent.body.expose().clone()).send().await.unwrap();
    assert_eq!(answer.status(), 200);
    let body = answer.text().await.unwrap();
    assert_eq!(body, format!(r#"{{"accepted":["{id}"],"duplicate":[],"rejected":[]}}"#));
    let again = post().body(sent.body.expose().clone()).send().await.unwrap().text().await.unwrap();
    assert_eq!(again, format!(r#"{{"accepted":[],"duplicate":["{id}"],"rejected":[]}}"#));
    let reply = Reply::read(200, "", &body, leadwell_wire::Millis(0));
    browser.tell(|e, now| e.handle_reply(sent.number, &reply, now));
    assert!(browser.device.store.is_empty());
    assert!(browser.told.iter().any(|n| matches!(n, Notice::Delivered { id: told, .. } if *told == id)));

    let url = format!("{origin}/api/leads/{id}");
    let kept =
        client.get(url).header("authorization", "Bearer t").send().await.unwrap().text().await.unwrap();
    let kept: serde_json::Value = serde_json::from_str(&kept).unwrap();
    let record: Record = serde_json::from_value(kept["record"].clone()).unwrap();
    assert_eq!((&record.id, record.kind, record.form.as_str()), (&id, Kind::Lead, "contact"));
    assert_eq!(record.fields.get("name").unwrap().expose(), "\"Ana\" \\ 😀\té");
    // A field that the form does not define is judged by no rule, so it may hold anything.
    let extra: Vec<_> = record.fields.all("extra").map(|value| value.expose().as_str()).collect();
    assert_eq!(extra, ["\0\n\u{7f}", "2"]);
    assert_eq!(record.page.url, "https://n.example/pricing?utm_source=g&gclid=k");
    assert_eq!(record.touches.first.as_ref().unwrap().click_ids.get("gclid"), Some("k"));
    assert_eq!(record.journey.stage, "lead");
    assert_eq!(kept["assessment"]["verdict"], "agrees", "{}", kept["assessment"]);
    assert!(record.journey.visitor.is_some() && record.journey.session.is_some());
    let paths: Vec<&str> = record.journey.events.iter().map(|event| event.path.as_str()).collect();
    assert!(paths.contains(&"/pricing") && paths.contains(&"g"), "{paths:?}");
    // Nothing that the page wrote is unknown to the types: written by serde again, it is the same JSON.
    let mut again = serde_json::to_value(&record).unwrap();
    prune(&mut again);
    let mut first = kept["record"].clone();
    prune(&mut first);
    assert_eq!(again, first);
}

/// Leaves out what is empty: serde writes it, the page does not.
fn prune(value: &mut serde_json::Value) {
    if let serde_json::Value::Object(members) = value {
        members.values_mut().for_each(prune);
        members.retain(|_, v| {
            !v.is_null() && v.as_str() != Some("") && v.as_array().is_none_or(|a| !a.is_empty())
        });
    } else if let serde_json::Value::Array(items) = value {
        items.iter_mut().for_each(prune);
    }
}
