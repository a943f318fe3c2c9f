//! What the collector makes of a lead's circumstances, and the receipt of its consent.

mod common;

use common::{id, lead, server};
use serde_json::json;

const CHROME: &str = "Mozilla/5.0 (Linux; Android 10; K) AppleWebKit/537.36 (KHTML, like Gecko) \
                      Chrome/140.0.0.0 Mobile Safari/537.36";

#[tokio::test]
async fn circumstances_are_derived_and_the_record_stays() {
    let server = server().await;
    let one = id();
    let mut record = lead(&one);
    record["fields"]["email"] = json!("Ana@Acme.example");
    record["page"] = json!({"time_zone": "Europe/Lisbon"});
    record["context"] = json!({"ua": CHROME, "platform": "Android", "mobile": true,
        "brands": "Chromium 140, Not=A?Brand 24, Google Chrome 140", "viewport": "390x844", "touch": true, "took": 4000});
    server.collect(&[&record]).await;
    let lead = server.admin(&format!("/api/leads/{one}")).await.json();
    let expected = json!({"device": "phone", "browser": "Chrome 140", "system": "Android",
        "country": "PT", "country_name": "Portugal", "company": "acme.example"});
    assert_eq!(lead["context"], expected);
    assert_eq!(lead["record"], record);
    let page = server.admin(&format!("/admin/leads/{one}")).await.text;
    for part in ["<dd>phone, Chrome 140, Android</dd>", "<dd>Portugal</dd>", "<dd>acme.example</dd>"] {
        assert!(page.contains(part), "{part} is missing in\n{page}");
    }
    assert!(!page.contains("suspect") && !server.admin("/admin").await.text.contains("suspect"));
}

#[tokio::test]
async fn a_program_is_taken_and_flagged() {
    let server = server().await;
    let one = id();
    let mut record = lead(&one);
    record["context"] =
        json!({"ua": "Mozilla/5.0 (compatible; Googlebot/2.1; +http://www.google.com/bot.html)"});
    assert_eq!(server.collect(&[record]).await.json()["accepted"], json!([one]));
    let lead = server.admin(&format!("/api/leads/{one}")).await.json();
    assert_eq!(lead["context"]["suspect"], json!(["bot"]));
    for path in [format!("/admin/leads/{one}"), "/admin".to_owned()] {
        assert!(server.admin(&path).await.text.contains("suspect"), "{path}");
    }
}

#[tokio::test]
async fn the_receipt_has_the_words_and_their_hash() {
    let server = server().await;
    let one = id();
    let mut record = lead(&one);
    record["consent"] = json!({"journey": "granted", "source": "tcf", "at": 1_795_513_000_000_u64,
        "reason": "TCF purpose 1, useractioncomplete", "signals": {"tcf": "granted", "site": "granted"},
        "text": "I agree — to <everything>.", "version": "2026-11"});
    server.collect(&[record]).await;
    let consent = server.admin(&format!("/api/leads/{one}")).await.json()["consent"].clone();
    // By sha256sum.
    let hash = "e030223916e2b0166a141008372d68d28c342739a016b105d39eead8a72642e4";
    assert_eq!(consent["text_sha256"], hash);
    assert_eq!((&consent["version"], &consent["source"]), (&json!("2026-11"), &json!("tcf")));
    let page = server.admin(&format!("/admin/leads/{one}")).await.text;
    for part in [
        hash,
        "granted, says the site&#39;s consent platform (TCF)",
        "TCF purpose 1, useractioncomplete",
        "site: granted, tcf: granted",
        "2026-11-24 09:36:40 UTC",
        "I agree — to &#60;everything&#62;.",
    ] {
        assert!(page.contains(part), "{part} is missing in\n{page}");
    }
    let without = id();
    server.collect(&[lead(&without)]).await;
    assert_eq!(server.admin(&format!("/api/leads/{without}")).await.json()["consent"], json!(null));
    assert!(server.admin(&format!("/admin/leads/{without}")).await.text.contains("says nothing of it"));
}
