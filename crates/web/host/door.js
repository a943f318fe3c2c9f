// The door between page and module, from the page's side. The lists are those of `src/door.rs` and
// `src/shell.rs`, in the same order.
import { keep } from './forget.js';
import { pause } from './kept.js';
import { wake } from './page.js';
import { abort, send } from './send.js';
import { look, remove, save, setAside } from './store.js';
import { tell } from './tell.js';
import { claim, release } from './turn.js';
import { widget } from './widget.js';

export const PAGE = 0;
export const WOKE = 1;
export const SHOWN = 2;
export const FIELD = 3;
export const FORM = 4;
export const BEGUN = 5;
export const EDITED = 6;
export const SUBMIT = 7;
export const HELD = 8;
export const RESTORED = 9;
export const SAVED = 10;
export const DELIVERED = 11;
export const REFUSED = 12;
export const REPLIED = 13;
export const CONSENT = 14;
export const TRACK = 15;
export const FOUND = 16;
export const LOOKED = 17;
export const TURN = 18;
export const PAUSED = 19;
export const LEFT = 20;
export const RESEND = 21;
export const LIST = 22;
export const COURSE = 23;
export const MORE = 24;
export const FORGET = 25;

/** The records of the leads that the collector refused, as JSON, after `LIST`. */
export let parked;

/** Into the module. No text of a page holds a zero byte; one in somebody's answer is dropped. */
export const enter = (what, number, ...texts) =>
  widget.enter(what, number, texts.map((text) => String(text ?? '').replaceAll('\0', '')).join('\0'));

/** Each takes the message's number, then its texts. */
const ASKS = [
  save, remove, send, abort, wake, keep, tell, setAside, look, claim, release, pause, (_, text) => (parked = text),
];

/** Out of the module. */
export const leave = (what, number, text) => ASKS[what](number, ...text.split('\0'));
