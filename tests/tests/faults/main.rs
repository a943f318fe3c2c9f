//! Delivery under faults, on real sockets, without a browser.

mod tab;
mod ten_thousand;
mod tool;
