//! Delivery under faults, on real sockets, without a browser.

mod tool;
