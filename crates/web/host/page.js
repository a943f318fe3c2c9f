// The page: where it is, whether it is in view, and the one timer.
import { widget } from './widget.js';

let timer;

/** Browsers' timers overflow after 24 days. */
export function wake(after) {
  clearTimeout(timer);
  timer = setTimeout(() => widget.woke(false), Math.min(after, 2 ** 30));
}

/** Tells the widget of this page, and of what happens to it. `pagehide` is heard on `window` alone. */
export function live() {
  const { timeZone = '' } = new Intl.DateTimeFormat().resolvedOptions();
  widget.seen(document.URL, document.title, document.referrer, navigator.language || '', timeZone);
  addEventListener('online', () => widget.woke(true));
  addEventListener('pageshow', () => widget.shown(true));
  addEventListener('pagehide', () => widget.shown(false));
  document.addEventListener('visibilitychange', () => widget.shown(!document.hidden));
}
