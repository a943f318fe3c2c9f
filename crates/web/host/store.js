// IndexedDB: one object store, a lead's text under its id. Writes ask for strict durability: `complete`
// then means flushed, not handed to the system. Without a store (blocked, private, broken) leads live in
// the page's memory.
import { enter, FOUND, LOOKED, RESTORED, SAVED } from './door.js';

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

/** What was asked of the store so far is done. */
export let settled;

/** Does `work` in a transaction of its own; its result once that is complete, else nothing. */
const transact = (...what) => (settled = doTransact(...what));

async function doTransact(mode, work) {
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

/** No lead: out of the way of every look, for somebody who wants to know why. */
export function setAside(_, key) {
  transact('readwrite', (outbox) => {
    const text = outbox.get(key);
    text.onsuccess = () => outbox.put(text.result, `!${key}`);
    return outbox.delete(key);
  });
}

/** What is in the store, for the engine to compare with what it knows. */
export async function look(number) {
  const keys = await transact('readonly', (outbox) => outbox.getAllKeys());
  const unknown = keys?.result.filter((key) => key[0] !== '!' && !enter(FOUND, number, key)) || [];
  const texts = await transact('readonly', (outbox) => unknown.map((key) => outbox.get(key)));
  texts?.forEach(({ result }, at) => {
    // Another page may have deleted it since.
    if (result !== undefined) enter(RESTORED, number, unknown[at], result);
  });
  enter(LOOKED, number, keys && texts ? 1 : '');
}

/** The engine asks to look by itself. */
export function restore() {}
