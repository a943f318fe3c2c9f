// The page: where it is, whether it is in view, and the one timer.
import { enter, PAGE, SHOWN, WOKE } from './door.js';

let timer;

export function wake(after) {
  clearTimeout(timer);
  timer = setTimeout(enter, after, WOKE, 0);
}

/** Tells the widget of this page, and of what happens to it. `pagehide` is heard on `window` alone. */
export function live() {
  const { timeZone } = new Intl.DateTimeFormat().resolvedOptions();
  enter(PAGE, 0, document.URL, document.title, document.referrer, navigator.language, timeZone);
  addEventListener('online', () => enter(WOKE, 1));
  addEventListener('pageshow', () => enter(SHOWN, 1));
  addEventListener('pagehide', () => enter(SHOWN, 0));
  document.addEventListener('visibilitychange', () => enter(SHOWN, +!document.hidden));
}
