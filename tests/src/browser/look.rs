//! Pictures, for people to look at.

use super::{Browser, Engine};
use anyhow::Context as _;
use serde_json::json;

/// A screen: width and height in CSS pixels, and the colour scheme that the visitor prefers.
#[derive(Clone, Copy, Debug)]
pub struct Look {
    pub name: &'static str,
    pub width: u32,
    pub height: u32,
    pub dark: bool,
}

impl Look {
    pub const ALL: [Self; 4] = [
        Self { name: "phone-light", width: 390, height: 844, dark: false },
        Self { name: "phone-dark", width: 390, height: 844, dark: true },
        Self { name: "desktop-light", width: 1280, height: 900, dark: false },
        Self { name: "desktop-dark", width: 1280, height: 900, dark: true },
    ];
}

impl Browser {
    /// Writes `tests/out/NAME-LOOK.png` of the whole page for each look. Only Chromium can pretend to be
    /// a phone and prefer dark colours; the others do nothing here.
    pub async fn pictures(&self, name: &str) -> anyhow::Result<()> {
        if self.engine != Engine::Chromium {
            return Ok(());
        }
        std::fs::create_dir_all(crate::tools::out())?;
        for look in Look::ALL {
            self.wear(look, look.height).await?;
            let full = self.eval("document.documentElement.scrollHeight").await?;
            let full = full.as_u64().and_then(|h| u32::try_from(h).ok()).unwrap_or(look.height);
            self.wear(look, full.clamp(look.height, 6000)).await?;
            let png = self.client.screenshot().await.context("no screenshot")?;
            std::fs::write(crate::tools::out().join(format!("{name}-{}.png", look.name)), png)?;
        }
        self.devtools("Emulation.clearDeviceMetricsOverride", json!({})).await?;
        self.devtools("Emulation.setEmulatedMedia", json!({ "features": [] })).await
    }

    async fn wear(&self, look: Look, height: u32) -> anyhow::Result<()> {
        let size = json!({
            "width": look.width, "height": height, "deviceScaleFactor": 1, "mobile": look.width < 600,
        });
        self.devtools("Emulation.setDeviceMetricsOverride", size).await?;
        let scheme = if look.dark { "dark" } else { "light" };
        // Without motion, or the picture is taken halfway from one scheme to the other.
        let media = json!({ "features": [
            { "name": "prefers-color-scheme", "value": scheme },
            { "name": "prefers-reduced-motion", "value": "reduce" },
        ] });
        self.devtools("Emulation.setEmulatedMedia", media).await
    }
}
