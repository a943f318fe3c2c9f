// The store: IndexedDB, one object store, a lead's text under its id. Writes ask for strict durability:
// `complete` then means flushed, not handed to the system. Until then, and where there is no IndexedDB, the
// text lies in localStorage, which is written at once and flushed some time: a page that ends in the task of
// its submit loses nothing. Without either (blocked, private, broken) leads live in the page's memory.
import { enter, FOUND, LOOKED, RESTORED, SAVED } from './door.js';
import { kept, LEAD, leads, put } from './kept.js';

const OUTBOX = 'outbox';
/** What begins like this is no lead, and no look finds it. */
export const ASIDE = '!';
let opening;

/** The database; false where there is none to be had, and nothing where there is none yet, which looking doesn't change. */
function open(creates) {
  const before = opening;
  opening = (async () => (await before) ?? connect(creates))();
  return opening;
}

const connect = (creates) => Promise.race([
  // It can hang without any event (WebKit bug 226547).
  new Promise((resolve) => setTimeout(resolve, 2000, false)),
  reach(creates).catch(() => false),
]);

async function reach(creates) {
  // Firefox before 126 can't say; then looking makes one.
  const all = creates || (await indexedDB.databases?.());
  if (all?.every?.(({ name }) => name !== 'leadwell')) return undefined;
  return new Promise((resolve) => {
    const request = indexedDB.open('leadwell', 1);
    request.onupgradeneeded = () => request.result.createObjectStore(OUTBOX);
    request.onsuccess = () => {
      request.result.onversionchange = () => request.result.close();
      resolve(request.result);
    };
    request.onerror = request.onblocked = () => resolve(false);
  });
}

/** What was asked of the store so far is done. */
export let settled;

/** Does `work` in a transaction of its own; its result once that is complete, else nothing. */
export const transact = (...what) => (settled = doTransact(...what));

async function doTransact(mode, work) {
  const database = await open(mode !== 'readonly');
  return new Promise((resolve) => {
    // A frozen page of the site may hold a transaction that this one waits for.
    setTimeout(resolve, 4000);
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
  const there = put(LEAD + id, text);
  const done = await transact('readwrite', (outbox) => outbox.put(text, id));
  if (done) put(LEAD + id);
  enter(SAVED, done ? 1 : there ? 2 : 0, id);
}

export function remove(_, id) {
  put(LEAD + id);
  transact('readwrite', (outbox) => outbox.delete(id));
}

/** No lead: out of the way of every look, for somebody who wants to know why. */
export function setAside(_, key) {
  const local = kept(LEAD + key);
  put(LEAD + key);
  transact('readwrite', (outbox) => {
    const text = outbox.get(key);
    text.onsuccess = () => outbox.put(local || text.result, ASIDE + key);
    return outbox.delete(key);
  });
}

/**
 * What is in the store, for the engine to compare with what it knows. localStorage comes first: a lead moves from
 * there to IndexedDB, and in the other order a look could miss it.
 */
export async function look(number) {
  const local = leads();
  const keys = await transact('readonly', (outbox) => outbox.getAllKeys());
  const unknown = [...new Set([...Object.keys(local || {}), ...(keys?.result || [])])]
    .filter((key) => key[0] !== ASIDE && !enter(FOUND, number, key));
  const texts = await transact('readonly', (outbox) => unknown.map((key) => outbox.get(key)));
  unknown.forEach((key, at) => {
    const text = local?.[key] ?? texts?.[at].result;
    // Another page may have deleted it since.
    if (text !== undefined) enter(RESTORED, number, key, text);
  });
  enter(LOOKED, number, local && keys && texts ? 1 : '');
}
