//! Tests alone: see `main.rs`.
