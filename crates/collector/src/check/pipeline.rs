//! One reader, as many judges as there are cores, one writer that keeps the order.

use std::io::{self, Write};
use std::sync::Mutex;
use std::sync::mpsc::{Receiver, SyncSender, sync_channel};
use std::thread;

use super::judge::{Judge, Judged};
use super::rows::{Row, Rows};
use super::summary::Summary;

/// A batch ends at this many rows or bytes, whichever comes first: enough to make handing it over cheap, and
/// a bound for what waits.
const BATCH_ROWS: usize = 512;
const BATCH_BYTES: usize = 1 << 18;

/// Why it ended early.
#[derive(Debug)]
pub(super) enum Stop {
    Read(io::Error),
    Write(io::Error),
}

/// A batch, and where its judgement is awaited.
type Work = (Vec<Row>, SyncSender<Judged>);

pub(super) fn run(
    rows: &mut Rows,
    judge: &Judge<'_>,
    out: &mut (impl Write + Send),
    summary: &mut Summary,
) -> Result<(), Stop> {
    let judges = thread::available_parallelism().map_or(1, usize::from);
    let (work, todo) = sync_channel::<Work>(judges);
    let todo = Mutex::new(todo);
    // What the writer waits for, in the order of reading; it bounds how far the judges may be ahead of it.
    let (order, awaited) = sync_channel::<Receiver<Judged>>(judges * 2);
    thread::scope(|scope| {
        let todo = &todo;
        for _ in 0..judges {
            scope.spawn(move || {
                while let Some((batch, reply)) = take(todo) {
                    // Nobody waits any more where writing has failed.
                    let _ = reply.send(judge.batch(&batch));
                }
            });
        }
        let writer = scope.spawn(move || {
            for reply in awaited {
                // A judge that is gone has panicked, and the scope passes that on.
                let Ok(judged) = reply.recv() else { break };
                out.write_all(&judged.bad).map_err(Stop::Write)?;
                summary.add(judged.tally);
            }
            Ok(())
        });
        let read = feed(rows, &work, &order);
        drop((work, order));
        let written = writer.join().unwrap_or(Ok(()));
        written.and(read.map_err(Stop::Read))
    })
}

fn take(todo: &Mutex<Receiver<Work>>) -> Option<Work> {
    todo.lock().ok()?.recv().ok()
}

fn feed(rows: &mut Rows, work: &SyncSender<Work>, order: &SyncSender<Receiver<Judged>>) -> io::Result<()> {
    loop {
        let (mut batch, mut bytes) = (Vec::with_capacity(BATCH_ROWS), 0);
        let mut ended = Ok(false);
        while batch.len() < BATCH_ROWS && bytes < BATCH_BYTES {
            match rows.next() {
                Ok(Some(row)) => {
                    bytes += row.weight();
                    batch.push(row);
                }
                Ok(None) => {
                    ended = Ok(true);
                    break;
                }
                Err(error) => {
                    ended = Err(error);
                    break;
                }
            }
        }
        if !batch.is_empty() {
            let (reply, judged) = sync_channel(1);
            // The writer has stopped: its error is the one to tell.
            if order.send(judged).is_err() || work.send((batch, reply)).is_err() {
                return Ok(());
            }
        }
        if ended? {
            return Ok(());
        }
    }
}
