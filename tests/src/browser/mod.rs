//! A real browser under WebDriver: one session, one fresh profile.

mod alone;
mod driver;
mod look;

use crate::process::Stray;
use anyhow::Context as _;
use driver::Driver;
use fantoccini::actions::{
    InputSource as _, KeyAction, KeyActions, MOUSE_BUTTON_LEFT, MouseActions, PointerAction,
};
use fantoccini::elements::Element;
use fantoccini::wd::{Capabilities, WindowHandle};
use fantoccini::{Client, ClientBuilder, Locator};
use serde_json::{Value, json};
use std::fmt;
use std::path::Path;
use std::time::Duration;

pub use alone::Alone;
pub use driver::free_port;
pub use look::Look;

/// WebDriver's characters for keys without one.
pub const BACKSPACE: char = '\u{e003}';
pub const TAB: char = '\u{e004}';
pub const ENTER: char = '\u{e007}';
pub const SHIFT: char = '\u{e008}';
pub const LEFT: char = '\u{e012}';

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Engine {
    Chromium,
    Firefox,
    WebKit,
}

impl Engine {
    pub const ALL: [Self; 3] = [Self::Chromium, Self::Firefox, Self::WebKit];
}

impl fmt::Display for Engine {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Chromium => "chromium",
            Self::Firefox => "firefox",
            Self::WebKit => "webkit",
        })
    }
}

#[derive(Debug)]
pub struct Browser {
    pub engine: Engine,
    client: Client,
    driver: Driver,
    /// Chromium outlives its driver; a test that panics must not leave it behind.
    stray: Option<Stray>,
}

impl Browser {
    /// `javascript: false` needs a switch of the browser. WebKit has none: there the site forbids
    /// scripts by its policy (see `Setup::without_javascript`), which a form cannot tell apart.
    pub async fn open(engine: Engine, javascript: bool) -> anyhow::Result<Self> {
        Self::launch(engine, javascript, None).await
    }

    /// On a profile that outlives it. WebKit's test browser keeps nothing while it is driven: see [`Alone`].
    pub async fn on(engine: Engine, profile: &Path) -> anyhow::Result<Self> {
        Self::launch(engine, true, Some(profile)).await
    }

    async fn launch(engine: Engine, javascript: bool, profile: Option<&Path>) -> anyhow::Result<Self> {
        let driver = Driver::start(engine).await?;
        let capabilities = capabilities(engine, javascript, &driver::binary(engine)?, profile)?;
        let client = ClientBuilder::new(hyper_util::client::legacy::connect::HttpConnector::new())
            .capabilities(capabilities)
            .connect(&driver.url)
            .await
            .with_context(|| format!("no session of {engine}"))?;
        let process = client.capabilities().and_then(|c| c.get("goog:processID")).and_then(Value::as_u64);
        Ok(Self { engine, client, driver, stray: process.and_then(Stray::new) })
    }

    /// Ends the session and with it the browser.
    pub async fn close(self) {
        // A browser that is gone already is closed enough; the driver's processes are killed anyway.
        let _ = self.client.close().await;
    }

    /// SIGKILL to all of its processes at once: no farewell, nothing flushed.
    pub fn kill(self) {
        drop(self.stray);
        self.driver.kill();
    }

    pub async fn goto(&self, url: &str) -> anyhow::Result<()> {
        self.client.goto(url).await.with_context(|| format!("cannot open {url}"))
    }

    pub async fn url(&self) -> anyhow::Result<String> {
        Ok(self.client.current_url().await?.to_string())
    }

    /// Closes the page's tab, as a visitor does, with an empty one left.
    pub async fn close_tab(&self) -> anyhow::Result<()> {
        let next = self.client.new_window(true).await?.handle;
        self.client.close_window().await?;
        self.client.switch_to_window(next).await?;
        Ok(())
    }

    /// Another tab, which is the one at work from now on; its handle.
    pub async fn open_tab(&self) -> anyhow::Result<WindowHandle> {
        let handle = self.client.new_window(true).await?.handle;
        self.client.switch_to_window(handle.clone()).await?;
        Ok(handle)
    }

    pub async fn switch_to(&self, tab: &WindowHandle) -> anyhow::Result<()> {
        Ok(self.client.switch_to_window(tab.clone()).await?)
    }

    /// Closes the tab at work, and goes on in another one.
    pub async fn leave_tab_for(&self, next: &WindowHandle) -> anyhow::Result<()> {
        self.client.close_window().await?;
        self.switch_to(next).await
    }

    pub async fn tab(&self) -> anyhow::Result<WindowHandle> {
        Ok(self.client.window().await?)
    }

    pub async fn back(&self) -> anyhow::Result<()> {
        Ok(self.client.back().await?)
    }

    /// The element, as soon as it is there.
    pub async fn find(&self, css: &str) -> anyhow::Result<Element> {
        crate::until(css, async || Ok(self.client.find(Locator::Css(css)).await.ok())).await
    }

    /// Finds it and scrolls to it as a person does: to the middle of the screen, clear of what floats at its
    /// edges. (The drivers' own scrolling does not wait where a page scrolls smoothly.)
    async fn reach(&self, css: &str) -> anyhow::Result<Element> {
        let element = self.find(css).await?;
        let scroll = "arguments[0].scrollIntoView({ block: 'center', behavior: 'instant' })";
        self.client.execute(scroll, vec![serde_json::to_value(&element)?]).await?;
        Ok(element)
    }

    pub async fn click(&self, css: &str) -> anyhow::Result<()> {
        let element = self.reach(css).await?;
        element.click().await.with_context(|| format!("cannot click {css}"))
    }

    /// Types into the control of that name by real key events, replacing what stood there.
    pub async fn fill(&self, name: &str, text: &str) -> anyhow::Result<()> {
        let control = self.reach(&format!("[name='{name}']")).await?;
        control.clear().await.with_context(|| format!("cannot clear {name}"))?;
        control.send_keys(text).await.with_context(|| format!("cannot type into {name}"))
    }

    /// Keys for whatever has the focus, where its caret stands.
    pub async fn keys(&self, keys: &str) -> anyhow::Result<()> {
        let actions = keys.chars().fold(KeyActions::new("keys".to_owned()), |actions, value| {
            actions.then(KeyAction::Down { value }).then(KeyAction::Up { value })
        });
        self.client.perform_actions(actions).await.with_context(|| format!("cannot press {keys:?}"))
    }

    /// Tab, backwards.
    pub async fn shift_tab(&self) -> anyhow::Result<()> {
        let [shift, tab] = [SHIFT, TAB];
        let actions = KeyActions::new("keys".to_owned())
            .then(KeyAction::Down { value: shift })
            .then(KeyAction::Down { value: tab })
            .then(KeyAction::Up { value: tab })
            .then(KeyAction::Up { value: shift });
        self.client.perform_actions(actions).await.context("cannot go back")
    }

    /// A press of the mouse as long as a person's, for what happens while it lasts.
    pub async fn slow_click(&self, css: &str) -> anyhow::Result<()> {
        let element = self.reach(css).await?;
        let actions = MouseActions::new("mouse".to_owned())
            .then(PointerAction::MoveToElement { element, duration: None, x: 0.0, y: 0.0 })
            .then(PointerAction::Down { button: MOUSE_BUTTON_LEFT })
            .then(PointerAction::Pause { duration: Duration::from_millis(200) })
            .then(PointerAction::Up { button: MOUSE_BUTTON_LEFT });
        self.client.perform_actions(actions).await.with_context(|| format!("cannot press {css}"))
    }

    /// Chooses a file of this device.
    pub async fn choose_file(&self, name: &str, path: &Path) -> anyhow::Result<()> {
        let control = self.reach(&format!("[name='{name}']")).await?;
        control.send_keys(&path.to_string_lossy()).await.with_context(|| format!("cannot choose for {name}"))
    }

    /// Two clicks in one go, faster than any hand.
    pub async fn click_twice(&self, css: &str) -> anyhow::Result<()> {
        let element = serde_json::to_value(self.find(css).await?)?;
        self.client.execute("arguments[0].click(); arguments[0].click()", vec![element]).await?;
        Ok(())
    }

    /// Takes the option of a select.
    pub async fn choose(&self, name: &str, value: &str) -> anyhow::Result<()> {
        self.click(&format!("[name='{name}'] option[value='{value}']")).await
    }

    /// The value of a JavaScript expression.
    pub async fn eval(&self, expression: &str) -> anyhow::Result<Value> {
        let result = self.client.execute(&format!("return ({expression})"), vec![]).await;
        result.with_context(|| format!("cannot evaluate {expression}"))
    }

    /// Waits until the JavaScript expression is true (in the sense of `if`). A page that is just being
    /// replaced cannot be asked; it is asked again.
    pub async fn wait_for(&self, condition: &str) -> anyhow::Result<()> {
        crate::until(condition, async || {
            let answer = self.client.execute(&format!("return !!({condition})"), vec![]).await;
            Ok(answer.ok().filter(|v| v == &Value::Bool(true)).map(|_| ()))
        })
        .await
    }

    /// Waits until the element's text, trimmed, is neither empty nor hidden, and returns it.
    pub async fn text(&self, css: &str) -> anyhow::Result<String> {
        crate::until(&format!("a text in {css}"), async || {
            let Ok(element) = self.client.find(Locator::Css(css)).await else { return Ok(None) };
            Ok(element.text().await.ok().map(|t| t.trim().to_owned()).filter(|t| !t.is_empty()))
        })
        .await
    }

    /// The names of the site's cookies, those that a script can't read as well.
    pub async fn cookies(&self) -> anyhow::Result<Vec<String>> {
        let all = self.client.get_all_cookies().await.context("no cookies")?;
        Ok(all.iter().map(|cookie| cookie.name().to_owned()).collect())
    }

    /// A command of Chromium's own protocol.
    pub async fn devtools(&self, command: &str, params: Value) -> anyhow::Result<()> {
        let session = self.client.session_id().await?.context("no session")?;
        let url = format!("{}/session/{session}/goog/cdp/execute", self.driver.url);
        let body = json!({ "cmd": command, "params": params }).to_string();
        let answer = reqwest::Client::new().post(url).body(body).send().await?;
        anyhow::ensure!(answer.status().is_success(), "{command}: {}", answer.text().await?);
        Ok(())
    }
}

fn capabilities(
    engine: Engine,
    javascript: bool,
    binary: &str,
    profile: Option<&Path>,
) -> anyhow::Result<Capabilities> {
    let profile = profile.map(|path| path.to_string_lossy());
    let own = match engine {
        Engine::Chromium => {
            let prefs = match javascript {
                true => json!({}),
                false => json!({ "profile.managed_default_content_settings.javascript": 2 }),
            };
            // Containers run tests as root and give little shared memory.
            let mut args =
                vec!["--headless=new", "--no-sandbox", "--disable-dev-shm-usage", "--no-first-run"];
            let folder = profile.map(|path| format!("--user-data-dir={path}"));
            args.extend(folder.as_deref());
            json!({ "goog:chromeOptions": { "binary": binary, "args": args, "prefs": prefs } })
        }
        Engine::Firefox => {
            let prefs = json!({ "javascript.enabled": javascript });
            let mut args = vec!["-headless"];
            args.extend(profile.as_deref().into_iter().flat_map(|path| ["-profile", path]));
            json!({ "moz:firefoxOptions": { "binary": binary, "args": args, "prefs": prefs } })
        }
        Engine::WebKit => {
            json!({ "webkitgtk:browserOptions": { "binary": binary, "args": ["--automation"] } })
        }
    };
    match own {
        Value::Object(map) => Ok(map),
        other => anyhow::bail!("capabilities are an object, not {other}"),
    }
}
