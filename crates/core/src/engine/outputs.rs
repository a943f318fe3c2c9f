use super::{Notice, Output};
use crate::prelude::*;

/// What is to be done, in order. Taken out one by one; nothing is moved for that.
#[derive(Debug, Default)]
pub(crate) struct Outputs {
    all: Vec<Option<Output>>,
    next: usize,
}

impl Outputs {
    pub(crate) fn push(&mut self, output: Output) {
        self.all.push(Some(output));
    }

    pub(crate) fn tell(&mut self, notice: Notice) {
        self.push(Output::Tell(notice));
    }

    pub(crate) fn failed(&mut self, reason: &'static str) {
        self.tell(Notice::Failed { reason });
    }

    pub(crate) fn poll(&mut self) -> Option<Output> {
        let Some(output) = self.all.get_mut(self.next) else {
            self.all.clear();
            self.next = 0;
            return None;
        };
        self.next += 1;
        output.take()
    }
}
