// How far a visitor has come, the journeys of several pages put together, and what a page reports of them: loaded once the
// journey may be kept. WASM is the module's name.
import { answers, fold, join, report } from './glue.js';
import { open } from './module.js';

/** Starts the module. */
export async function judge() {
  await open(WASM);
  return [fold, join, answers].map(calmly);
}

/** What traps here must not stop a lead, nor be heard by the site. */
const calmly = (work) => (...given) => {
  try {
    return work(...given);
  } catch {
    return '';
  }
};

/** From here on the journey may be kept, until `signal` says otherwise. `page`: what of the page this needs. */
export function follow(signal, page) {
  if (signal.aborted) return;
  // What was noted before this came is judged now. Nothing kept would be a page that erased it.
  const kept = page.kept();
  if (kept) page.enter(page.COURSE, 0, kept);
  page.trail?.().then((trail) => {
    if (signal.aborted) return;
    signal.addEventListener('abort', trail.follow((kind, about, value) => page.enter(page.TRACK, value, kind, about), page.view));
  }, () => {});
  const { report: reported, destination, cookieless } = page.settings;
  // Nobody is there to report, or to report to.
  if (reported !== 'leads' && !destination && (cookieless ?? false) === false) tell(signal, page);
}

/**
 * Reports the journey when the page goes out of view, also where it leads to no lead: the events since then, and since the
 * page began. Nothing of it waits or is tried again, and a lead carries the last hundred anyway.
 */
function tell(signal, page) {
  let since = 0;
  const send = () => {
    const now = Date.now();
    const [last, members] = calmly(report)(page.model, page.kept(), since, performance.timeOrigin - 1000, now).split('\n');
    if (!last) return;
    since = +last;
    const others = {
      id: page.newId(), site: page.settings.site, token: page.token(), consent: page.consent(), kind: 'journey', created_at: now,
    };
    const record = JSON.stringify(others).replace(/}$/, () => `,${members}}`);
    navigator.sendBeacon(`${page.collector}/v1/collect`, `{"v":1,"sent_at":${now},"records":[${record}]}`);
  };
  document.addEventListener('visibilitychange', () => document.hidden && send(), { signal });
  // Some browsers tell only this when a page is left.
  addEventListener('pagehide', send, { signal });
}
