// The page: where it is, whether it is in view, and the one timer.
import { COURSE, enter, FORGET, LEFT, PAGE, PAUSED, SHOWN, WOKE } from './door.js';
import { fulfil } from './forget.js';
import { JOURNEY, kept, PAUSE, WISH } from './kept.js';
import { only } from './more.js';
import { release } from './turn.js';

let timer;

export function wake(after) {
  clearTimeout(timer);
  timer = setTimeout(enter, after, WOKE, 0);
}

/** Where the visitor came from: within a page that goes on under another address, the one before. */
let from = document.referrer;

/** The page in view. Told again it is the same one, unless its address has changed. */
export function view() {
  const { timeZone } = new Intl.DateTimeFormat().resolvedOptions();
  enter(PAGE, 0, document.URL, only('title', document.title), from, only('language', navigator.language),
    only('time_zone', timeZone));
  from = document.URL;
}

/** Tells the widget of this page, and of what happens to it. `pagehide` is heard on `window` alone. */
export function live() {
  view();
  enter(PAUSED, 0, kept(PAUSE));
  // Another page of the site was asked to wait.
  // It went on with the journey, which all pages of the site share, or erased it.
  addEventListener('storage', ({ key, newValue }) => {
    if (key === PAUSE) enter(PAUSED, 0, newValue);
    if (key === JOURNEY) enter(COURSE, 0, newValue);
    // It was told to forget.
    if (key === WISH && newValue) enter(FORGET, 0);
  });
  fulfil(kept(WISH));
  addEventListener('online', () => enter(WOKE, 1));
  addEventListener('pageshow', () => enter(SHOWN, 1));
  addEventListener('pagehide', () => {
    enter(LEFT, 0);
    release(true);
  });
  document.addEventListener('visibilitychange', () => enter(SHOWN, +!document.hidden));
}
