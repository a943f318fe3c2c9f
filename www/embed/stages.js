// How far a visitor has come, the journeys of several pages put together, and what a page reports of them: loaded once the
// journey may be kept. WASM is the module's name.
import { answers, fold, join, report } from './glue.js';
import { open } from './module.js';

/** Starts the module. */
export async function judge() {
  await open(WASM);
  return [fold, join, answers];
}

/**
 * Reports the journey when the page goes out of view, also where it leads to no lead: the events since then, and since the
 * page began. Nothing of it waits or is tried again, and a lead carries the last hundred anyway. `say` tells the kept journey
 * and the record's other members. The result ends it.
 */
export function follow(say, model, collector) {
  const off = new AbortController();
  const { signal } = off;
  let since = 0;
  const send = () => {
    const { kept, ...others } = say();
    const [last, members] = report(model, kept, since, performance.timeOrigin - 1000, Date.now()).split('\n');
    if (!last) return;
    since = +last;
    const now = Date.now();
    const record = JSON.stringify({ ...others, kind: 'journey', created_at: now }).replace(/}$/, () => `,${members}}`);
    navigator.sendBeacon(`${collector}/v1/collect`, `{"v":1,"sent_at":${now},"records":[${record}]}`);
  };
  document.addEventListener('visibilitychange', () => document.hidden && send(), { signal });
  // Some browsers tell only this when a page is left.
  addEventListener('pagehide', send, { signal });
  return () => off.abort();
}
