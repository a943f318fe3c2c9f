// IndexedDB: one object store, a lead's text under its id. Writes ask for strict durability: `complete`
// then means flushed, not handed to the system. Without a store (blocked, private, broken) leads live in
// the page's memory.
import { enter, RESTORED, SAVED } from './door.js';

const OUTBOX = 'outbox';
let opening;

function open() {
  opening ||= new Promise((resolve) => {
    // It can hang without any event (WebKit bug 226547).
    setTimeout(resolve, 2000);
    try {
      const request = indexedDB.open('leadwell', 1);
      request.onupgradeneeded = () => request.result.createObjectStore(OUTBOX);
      request.onsuccess = () => {
        request.result.onversionchange = () => request.result.close();
        resolve(request.result);
      };
      request.onerror = request.onblocked = () => resolve();
    } catch {
      resolve();
    }
  });
  return opening;
}

/** Does `work` in a transaction of its own; its result once that is complete, else nothing. */
async function transact(mode, work) {
  const database = await open();
  return new Promise((resolve) => {
    try {
      const transaction = database.transaction(OUTBOX, mode, { durability: 'strict' });
      const request = work(transaction.objectStore(OUTBOX));
      transaction.oncomplete = () => resolve(request);
      transaction.onabort = () => resolve();
    } catch {
      // No database, or one that was closed under us.
      resolve();
    }
  });
}

export async function save(_, id, text) {
  const done = await transact('readwrite', (outbox) => outbox.put(text, id));
  enter(SAVED, +!!done, id);
}

export function remove(_, id) {
  transact('readwrite', (outbox) => outbox.delete(id));
}

/** What earlier pages left. */
export async function restore() {
  const request = await transact('readonly', (outbox) => outbox.getAll());
  for (const text of request?.result || []) enter(RESTORED, 0, text);
}
