//! Mistakes of a site's owner: one message in the console that names the wrong word and the right ones,
//! and a form that works.

use anyhow::ensure;
use leadwell_tests::front::Fault;
use leadwell_tests::pages::{self, TAG};
use leadwell_tests::site::Setup;
use leadwell_tests::{Rig, Site};

/// The only message about `word`; it must name each of `allowed`.
async fn complains_once(site: &Site, word: &str, allowed: &[&str]) -> anyhow::Result<()> {
    leadwell_tests::until(&format!("a message about {word}"), async || {
        let said = [site.seen("error"), site.seen("warn")].concat();
        Ok(said.iter().any(|text| text.contains(word)).then_some(()))
    })
    .await?;
    let said = [site.seen("error"), site.seen("warn")].concat();
    let about: Vec<_> = said.iter().filter(|text| text.contains(word)).collect();
    ensure!(about.len() == 1 && said.len() == 1, "more than one message: {said:#?}");
    for name in allowed {
        ensure!(about[0].contains(name), "it does not name {name}: {}", about[0]);
    }
    Ok(())
}

pub(crate) async fn attribute_of_the_form(rig: &Rig) -> anyhow::Result<()> {
    let html = pages::page(TAG, &pages::form("data-leadwell-mesage=\"Thank you\""));
    let site = rig.site(Setup::page(html)).await?;
    rig.browser.goto(&site.url("/")).await?;
    complains_once(&site, "mesage", &["data-leadwell-message", "data-leadwell-next"]).await?;
    rig.fill_contact().await?;
    rig.submit().await?;
    rig.captured().await.map(drop)
}

/// A form that is not named as a form can be is not taken over; the browser posts it, with its id.
pub(crate) async fn name_of_the_form(rig: &Rig) -> anyhow::Result<()> {
    let form = pages::form("").replace("data-leadwell=\"contact\"", "data-leadwell=\"contact us\"");
    ensure!(form.contains("contact us"), "the page's form is not the one to be misnamed: {form}");
    let site = rig.site(Setup::page(pages::page(TAG, &form))).await?;
    rig.browser.goto(&site.url("/")).await?;
    complains_once(&site, "data-leadwell", &["1 to 64 letters"]).await?;
    let id = rig.hidden_id().await?;
    rig.fill_contact().await?;
    rig.submit().await?;
    let lead = rig.captured().await?;
    ensure!(lead.id == id, "the form said {id}: {lead:#?}");
    Ok(())
}

pub(crate) async fn attribute_of_the_tag(rig: &Rig) -> anyhow::Result<()> {
    let tag = TAG.replace("data-consent", "data-consnet");
    let site = rig.site(Setup::page(pages::page(&tag, &pages::form("")))).await?;
    rig.browser.goto(&site.url("/")).await?;
    complains_once(&site, "consnet", &["data-consent", "data-site", "data-collector"]).await?;
    rig.fill_contact().await?;
    rig.submit().await?;
    rig.captured().await.map(drop)
}

/// The rendered form cannot be shown; the link inside its element still leads to the hosted one.
pub(crate) async fn key_of_a_definition(rig: &Rig) -> anyhow::Result<()> {
    let definition = Fault::Json(
        r#"{"form":"contact","fields":[{"name":"email","kind":"email","label":"E-mail","requierd":true}]}"#,
    );
    let element = "<leadwell-form form=\"contact\"><a href=\"https://collector.example/f/contact\">Contact</a>\
                   </leadwell-form>";
    let html = pages::page(TAG, element);
    let (_front, site) = rig.site_behind(&[("/v1/forms/contact", definition)], Setup::page(html)).await?;
    rig.browser.goto(&site.url("/")).await?;
    complains_once(&site, "requierd", &["required", "label", "kind"]).await?;
    rig.browser.click("leadwell-form a").await?;
    rig.browser.find("form[action*='/f/contact']").await?;
    rig.fill_contact().await?;
    rig.submit().await?;
    rig.captured().await.map(drop)
}
