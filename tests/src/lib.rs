//! Rigs for the tests of the whole: a real browser, a landing page on its own origin, the real
//! collector as a process, and the faults that may stand between them.

pub mod browser;
pub mod collector;
pub mod device;
pub mod faulty;
pub mod front;
pub mod mocks;
pub mod pages;
mod patience;
mod process;
pub mod readme;
pub mod rig;
pub mod site;
pub mod tools;
pub mod trial;

pub use browser::{Browser, Engine};
pub use collector::Collector;
pub use patience::{PATIENCE, until};
pub use rig::Rig;
pub use site::Site;
