//! A store that cannot write: the page and the person are told to try again, and nothing is lost.

mod common;

use common::{Answer, CONTACT, client, id, lead, start};
use leadwell_collector::store::{
    Again, Call, Conflict, Corrected, Correction, Cursor, Delivery, DeliveryCount, DeliveryFilter, FileInfo,
    Forget, Forgotten, NewCorrection, NewRecord, NewStep, Next, Page, Put, SalesStep, Settled, Step, Store,
    StoreError, StoreFuture, StoredFile, StoredRecord, Tally, Way,
};
use leadwell_collector::{Collector, FormSet};
use serde_json::json;

#[derive(Debug)]
struct Away(StoreError);

impl Away {
    fn say<T: Send + 'static>(&self) -> StoreFuture<'_, T> {
        Box::pin(std::future::ready(Err(self.0)))
    }
}

impl Store for Away {
    fn put(&self, _: Vec<NewRecord>) -> StoreFuture<'_, Vec<Put>> {
        self.say()
    }
    fn leads(&self, _: Option<Cursor>, _: usize) -> StoreFuture<'_, Page> {
        self.say()
    }
    fn record(&self, _: String) -> StoreFuture<'_, Option<StoredRecord>> {
        self.say()
    }
    fn conflicts(&self, _: String) -> StoreFuture<'_, Vec<Conflict>> {
        self.say()
    }
    fn files(&self, _: String) -> StoreFuture<'_, Vec<FileInfo>> {
        self.say()
    }
    fn file(&self, _: String, _: u32) -> StoreFuture<'_, Option<StoredFile>> {
        self.say()
    }
    fn forget(&self, _: Forget, _: i64) -> StoreFuture<'_, Forgotten> {
        self.say()
    }
    fn way(&self, _: String) -> StoreFuture<'_, Way> {
        self.say()
    }
    fn step(&self, _: NewStep) -> StoreFuture<'_, Step> {
        self.say()
    }
    fn steps(&self, _: String) -> StoreFuture<'_, Vec<SalesStep>> {
        self.say()
    }
    fn correct(&self, _: NewCorrection) -> StoreFuture<'_, Corrected> {
        self.say()
    }
    fn corrections(&self, _: String) -> StoreFuture<'_, Vec<Correction>> {
        self.say()
    }
    fn next_delivery(&self, _: String, _: i64, _: bool) -> StoreFuture<'_, Next> {
        self.say()
    }
    fn calls_since(&self, _: String, _: i64) -> StoreFuture<'_, Vec<Call>> {
        self.say()
    }
    fn keep_memo(&self, _: String, _: String) -> StoreFuture<'_, ()> {
        self.say()
    }
    fn settle(&self, _: Settled) -> StoreFuture<'_, ()> {
        self.say()
    }
    fn send_again(&self, _: Again, _: i64) -> StoreFuture<'_, u64> {
        self.say()
    }
    fn deliveries(&self, _: DeliveryFilter, _: usize) -> StoreFuture<'_, Vec<Delivery>> {
        self.say()
    }
    fn deliveries_of(&self, _: String) -> StoreFuture<'_, Vec<Delivery>> {
        self.say()
    }
    fn delivery_counts(&self) -> StoreFuture<'_, Vec<DeliveryCount>> {
        self.say()
    }
    fn turn_away(&self, _: Vec<String>, _: i64) -> StoreFuture<'_, ()> {
        self.say()
    }
    fn tally(&self) -> StoreFuture<'_, Tally> {
        self.say()
    }
    fn ping(&self) -> StoreFuture<'_, ()> {
        self.say()
    }
    fn close(&self) -> StoreFuture<'_, ()> {
        self.say()
    }
}

#[tokio::test]
async fn come_back_later() {
    for (error, code) in [(StoreError::Unavailable, "unavailable"), (StoreError::Busy, "busy")] {
        let forms = FormSet::parse([("contact", CONTACT)]).expect("the form is right");
        let url = start(Collector::builder(Away(error)).forms(forms).admin_token("t").build()).await;
        let http = client();
        let body = json!({"v": 1, "records": [lead(&id())]}).to_string();
        let answer = Answer::of(http.post(format!("{url}/v1/collect")).body(body)).await;
        assert_eq!((answer.status, &answer.json()["error"]), (503, &code.into()));
        assert_eq!(answer.header("retry-after"), answer.json()["retry_after_s"].to_string());

        let id = id();
        let body = format!("leadwell_id={id}&name=Ana&email=ana%40example.com&consent=yes&message=long+text");
        let request = http.post(format!("{url}/f/contact"));
        let page =
            Answer::of(request.header("content-type", "application/x-www-form-urlencoded").body(body)).await;
        assert_eq!(page.status, 503);
        for part in
            ["Not saved yet.", "long text", &format!(r#"value="{id}""#), r#"value="yes" required checked"#]
        {
            assert!(page.text.contains(part), "{part} is missing in\n{}", page.text);
        }
        assert_eq!(Answer::of(http.get(format!("{url}/healthz"))).await.status, 503);
        assert_eq!(Answer::of(http.get(format!("{url}/admin")).bearer_auth("t")).await.status, 503);
        assert_eq!(Answer::of(http.get(format!("{url}/api/leads")).bearer_auth("t")).await.status, 503);
    }
}
