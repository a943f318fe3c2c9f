//! What a site has left on the device, looked at from a page of the same origin that has nothing of ours.

use crate::rig::Rig;
use crate::site::Site;
use anyhow::Context as _;
use serde_json::Value;

/// Everything that a page can keep: names with their values, and records by database and store. Databases are only
/// listed where they exist, none is made by looking.
const LOOK: &str = "(async () => {
    const result = (request) => new Promise((ok, no) => {
        request.onsuccess = () => ok(request.result);
        request.onerror = () => no(request.error);
    });
    const found = [];
    for (const place of ['localStorage', 'sessionStorage']) {
        for (const [key, value] of Object.entries(window[place])) found.push(`${place} ${key}=${value}`);
    }
    for (const { name, version } of await indexedDB.databases()) {
        found.push(`database ${name}`);
        const db = await result(indexedDB.open(name, version));
        for (const store of db.objectStoreNames) {
            for (const key of await result(db.transaction(store).objectStore(store).getAllKeys())) {
                found.push(`record ${name}/${store}/${key}`);
            }
        }
        db.close();
    }
    for (const name of await (window.caches?.keys() ?? [])) found.push(`cache ${name}`);
    const workers = await (navigator.serviceWorker?.getRegistrations() ?? []);
    for (const { scope } of workers) found.push(`worker ${scope}`);
    return found;
})()";

/// A page without the tag, for [`left`].
pub const ELSEWHERE: (&str, &str) = ("/elsewhere", "<!doctype html><title>Elsewhere</title>");

/// Leaves the page for [`ELSEWHERE`], which the site must have, and says what is on the device.
pub async fn left(rig: &Rig, site: &Site) -> anyhow::Result<Vec<String>> {
    let browser = &rig.browser;
    browser.goto(&site.url(ELSEWHERE.0)).await?;
    let found = browser.eval(LOOK).await?;
    let texts = found.as_array().with_context(|| format!("cannot look: {found}"))?;
    let mut left: Vec<_> = texts.iter().filter_map(Value::as_str).map(str::to_owned).collect();
    left.extend(browser.cookies().await?.iter().map(|name| format!("cookie {name}")));
    Ok(left)
}
