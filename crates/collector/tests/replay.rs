//! The collector folds a lead's events by itself, holds the outcome against what the page said, and tells the score.

mod common;

use common::program::command;
use common::{Server, id, lead, server, server_with};
use leadwell_collector::Models;
use serde_json::{Value, json};

const AT: u64 = 1_795_513_000_000;

/// A visit of two pages and a submit, and what a page says of it by the default model.
fn visit(id: &str) -> Value {
    let event = |n: u64, kind: &str, path: &str| json!({"id": format!("abc.{n}"), "type": kind, "path": path, "at": AT + n * 1000});
    let mut record = lead(id);
    record["created_at"] = json!(AT + 10_000);
    record["touches"] = json!({"first": {"id": "abc.2", "at": AT, "source": "news", "medium": "email"},
        "last": {"id": "abc.2", "at": AT, "source": "news", "medium": "email"},
        "last_non_direct": {"id": "abc.2", "at": AT, "source": "news", "medium": "email"}});
    record["journey"] = json!({"visitor": common::id(), "session": common::id(), "model": "default@1", "stage": "lead",
        "score": 37,
        "history": [
            {"stage": "visitor", "at": AT + 4000, "rule": "page_view", "evidence": ["abc.3", "abc.4"]},
            {"stage": "intent", "at": AT + 5000, "rule": "intent_page", "evidence": ["abc.5"]},
            {"stage": "lead", "at": AT + 6000, "rule": "submit", "evidence": ["abc.6"]}],
        "events": [event(1, "session_start", "s"), event(2, "touch", "news/email"), event(3, "consent", "v"),
            event(4, "page_view", "/"), event(5, "page_view", "/pricing"), event(6, "submit", "contact")]});
    record["consent"] = json!({"journey": "granted", "source": "visitor"});
    record
}

async fn assessed(server: &Server, record: &Value) -> Value {
    assert_eq!(server.collect(&[record]).await.json()["accepted"], json!([record["id"]]));
    let path = format!("/api/leads/{}", record["id"].as_str().unwrap_or_default());
    server.admin(&path).await.json()["assessment"].clone()
}

#[tokio::test]
async fn what_the_page_said_is_checked() {
    let server = server().await;
    for (change, verdict, what) in [
        (json!(null), "agrees", json!([])),
        (json!(["stage", "intent"]), "differs", json!(["stage"])),
        (json!(["score", 99.5]), "differs", json!(["score"])),
        (json!(["history", []]), "differs", json!(["history"])),
        (json!(["model", "other@3"]), "not_checked", json!([])),
    ] {
        let mut record = visit(&id());
        if let Some(key) = change[0].as_str() {
            record["journey"][key] = change[1].clone();
        }
        let made = assessed(&server, &record).await;
        let differs: Vec<&Value> =
            made["differs"].as_array().into_iter().flatten().map(|one| &one["what"]).collect();
        assert_eq!((&made["verdict"], json!(differs)), (&json!(verdict), what), "{change}: {made}");
        assert_eq!((&made["stage"], &made["score"]), (&json!("lead"), &json!(37.0)), "{change}");
        let page = server.admin(&format!("/admin/leads/{}", record["id"].as_str().unwrap())).await.text;
        let said = match verdict {
            "agrees" => "comes to the same stage and score",
            "differs" => "said something else than its events",
            _ => "model other@3 is not here",
        };
        assert!(page.contains(said), "{said} is missing in\n{page}");
    }
    let mut moved = visit(&id());
    moved["journey"]["events"][4]["path"] = json!("/about");
    let made = assessed(&server, &moved).await;
    assert_eq!((&made["verdict"], &made["score"]), (&json!("differs"), &json!(27.0)), "{made}");
}

#[tokio::test]
async fn a_page_that_told_no_stage_has_one_by_its_events() {
    let server = server().await;
    let mut record = visit(&id());
    for key in ["model", "stage", "score", "history"] {
        record["journey"].as_object_mut().unwrap().remove(key);
    }
    let made = assessed(&server, &record).await;
    assert_eq!((&made["verdict"], &made["stage"]), (&json!("not_checked"), &json!("lead")), "{made}");
    assert_eq!(made["history"].as_array().map(Vec::len), Some(3));
    let made = assessed(&server, &lead(&id())).await;
    assert_eq!((&made["verdict"], &made["stage"]), (&json!("not_checked"), &json!(null)), "{made}");
}

#[tokio::test]
async fn more_events_than_a_page_keeps_are_not_judged() {
    let server = server().await;
    for (count, verdict) in [(100, "differs"), (101, "not_checked")] {
        let mut record = visit(&id());
        let event = |n| json!({"id": format!("abc.{n}"), "type": "page_view", "path": "/", "at": AT});
        record["journey"]["events"] = (1..=count).map(event).collect();
        assert_eq!(assessed(&server, &record).await["verdict"], verdict, "{count}");
    }
}

#[tokio::test]
async fn the_score_has_its_reasons() {
    let server = server().await;
    let mut record = visit(&id());
    record["fields"]["email"] = json!("ana@acme.example");
    let made = assessed(&server, &record).await;
    let parts: Vec<String> = made["parts"]
        .as_array()
        .unwrap()
        .iter()
        .chain(made["fit_parts"].as_array().unwrap())
        .map(|part| format!("{} {} {}", part["rule"], part["points"], part["evidence"]))
        .collect();
    assert_eq!(
        parts,
        [
            r#""page" 4.0 ["abc.4","abc.5"]"#,
            r#""visit" 3.0 ["abc.1"]"#,
            r#""intent_page" 10.0 ["abc.5"]"#,
            r#""submit" 20.0 ["abc.6"]"#,
            r#""company_email" 20.0 ["email=company"]"#,
        ]
    );
    assert_eq!((&made["fit"], &made["total"]), (&json!(20.0), &json!(57.0)));
    let page = server.admin(&format!("/admin/leads/{}", record["id"].as_str().unwrap())).await.text;
    for part in [
        r#"Score <span class="points">57</span>"#,
        r##"<a href="#abc.5">Saw /pricing</a>"##,
        "E-mail address of a company",
    ] {
        assert!(page.contains(part), "{part} is missing in\n{page}");
    }
}

const OWN: &str = r#"{"name":"acme","version":2,"stages":[
  {"stage":"looking","weight":1,"any":[{"rule":"any_page","all":[{"event":"page_view"}]}]},
  {"stage":"asking","weight":2,"any":[{"rule":"sent","all":[{"event":"submit"}]}]}],
  "score":{"groups":[{"group":"all","most":10,"points":[{"rule":"sent","points":8,"event":"submit"}]}]},
  "fit":[{"rule":"team","points":12,"answer":"plan","is":"pro"},{"rule":"near","points":5,"country":["PT"]},
         {"rule":"throwaway","points":-30,"email":"disposable"}],
  "qualified_at":25}"#;

#[tokio::test]
async fn a_site_has_a_model_of_its_own() {
    let models = Models::parse("stages.json", OWN).unwrap();
    let server = server_with(|builder| builder.models(models)).await;
    let model = server.get("/v1/model").await;
    assert!(model.status == 200 && model.text.starts_with("acme@2\t"), "{}", model.text);
    assert_eq!(model.header("content-type"), "text/plain; charset=utf-8");

    let mut record = visit(&id());
    record["journey"]["model"] = json!("acme@2");
    record["journey"]["stage"] = json!("asking");
    record["journey"]["score"] = json!(8);
    record["journey"]["history"] = json!([
        {"stage": "looking", "at": AT + 4000, "rule": "any_page", "evidence": ["abc.4"]},
        {"stage": "asking", "at": AT + 6000, "rule": "sent", "evidence": ["abc.6"]}]);
    for (email, plan, zone, fit, qualified) in [
        ("a@acme.example", "pro", "Europe/Lisbon", 17.0, true),
        ("a@acme.example", "starter", "Europe/Lisbon", 5.0, false),
        ("a@mailinator.com", "pro", "Europe/Lisbon", 0.0, false),
        ("a@acme.example", "pro", "Europe/Paris", 12.0, false),
    ] {
        let mut one = record.clone();
        one["id"] = json!(id());
        one["fields"]["email"] = json!(email);
        one["fields"]["plan"] = json!(plan);
        one["page"] = json!({"time_zone": zone});
        let made = assessed(&server, &one).await;
        assert_eq!((&made["verdict"], &made["fit"]), (&json!("agrees"), &json!(fit)), "{made}");
        let lead = server.admin(&format!("/api/leads/{}", one["id"].as_str().unwrap())).await.json();
        let steps: Vec<&Value> =
            lead["steps"].as_array().unwrap().iter().map(|step| &step["stage"]).collect();
        let expected = if qualified { json!(["qualified"]) } else { json!([]) };
        assert_eq!(json!(steps), expected, "{email} {plan} {zone}: {made}");
    }
    // A page that could not load it has used the default, which is here too.
    assert_eq!(assessed(&server, &visit(&id())).await["verdict"], "agrees");
}

#[test]
fn every_mistake_in_a_model_is_told_at_the_start() {
    let folder = common::program::folder();
    std::fs::write(
        folder.path().join("leadwell.toml"),
        "admin_token = \"t\"\n[journey]\nmodel = \"stages.json\"\n",
    )
    .unwrap();
    let check = || {
        let mut command = std::process::Command::new(env!("CARGO_BIN_EXE_leadwell"));
        let output = command.current_dir(folder.path()).arg("check-config").output().unwrap();
        (output.status.code(), String::from_utf8(output.stderr).unwrap())
    };
    std::fs::write(
        folder.path().join("stages.json"),
        r#"{"name":"a b","stages":[{"stage":"x","weight":1}]}"#,
    )
    .unwrap();
    let (code, said) = check();
    assert_eq!(code, Some(1), "{said}");
    for place in ["stages.json: name: ", "stages.json: version: ", "stages.json: stages[0].any: "] {
        assert!(said.contains(place), "{place} is missing in\n{said}");
    }
    let refused = command(folder.path()).output().unwrap();
    assert_ne!(refused.status.code(), Some(0));
    std::fs::write(folder.path().join("stages.json"), OWN).unwrap();
    assert_eq!(check().0, Some(0));
}

#[tokio::test]
async fn replay_as_a_command() {
    let server = server().await;
    let (good, mut bad) = (visit(&id()), visit(&id()));
    bad["journey"]["stage"] = json!("customer");
    let replay = |args: &[&str]| {
        let mut command = std::process::Command::new(env!("CARGO_BIN_EXE_leadwell"));
        let output = command.current_dir(server.folder.path()).arg("replay").args(args).output().unwrap();
        (output.status.code(), String::from_utf8(output.stdout).unwrap())
    };
    server.collect(&[&good]).await;
    let (code, said) = replay(&[]);
    assert_eq!(
        (code, said),
        (Some(0), format!("{}\tdefault@1\tlead\t37\tagrees\n", good["id"].as_str().unwrap()))
    );
    server.collect(&[&bad]).await;
    let (code, said) = replay(&["--store", "sqlite:leadwell.db"]);
    assert_eq!((code, said.lines().count()), (Some(1), 2));
    assert!(said.contains(r#"differs: stage "customer", by its events "lead""#), "{said}");

    let file = server.folder.path().join("leads.jsonl");
    std::fs::write(&file, format!("{good}\n\n{}\n", json!({"id": "x", "record": bad}))).unwrap();
    let (code, said) = replay(&["leads.jsonl"]);
    assert_eq!((code, said.lines().count()), (Some(1), 2), "{said}");
    std::fs::write(&file, format!("{good}\nno JSON\n")).unwrap();
    assert_eq!(replay(&["leads.jsonl"]).0, Some(2));
    assert_eq!(replay(&["none.jsonl"]).0, Some(2));
}
