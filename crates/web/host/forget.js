// Forgetting: each lead has a token, by which its visitor can have everything deleted, here and at the collector.
// The token lies beside the journey where that is kept, and else in this page's memory.
import { enter, FORGET } from './door.js';
import { bring } from './help.js';
import { JOURNEY, kept, put, sweep, TOKEN, WISH } from './kept.js';
import { landed } from './send.js';
import { transact } from './store.js';
import { collector, fallback, settings } from './widget.js';

/** 128 random bits: a text of 22 letters or more. */
const draw = () => crypto.getRandomValues(new Uint32Array(4)).join('-');

/** Those of this page's leads, the newest first. */
let tokens = [draw()];

export const token = () => tokens[0];

/** Keeps the journey on the device, or erases it: a lead that comes after that is not to be joined with those before. */
export function keep(_, text) {
  const next = text ? kept(TOKEN) || tokens[0] : draw();
  if (next !== tokens[0]) tokens.unshift(next);
  put(TOKEN, text && next);
  put(JOURNEY, text);
}

/** `leadwell('forget')`: journey and leads are erased here at once, then at the collector. */
export function forget() {
  const wish = [...tokens, kept(WISH)].join(' ').trim();
  enter(FORGET, 0);
  tokens = [draw()];
  sweep();
  transact('readwrite', (outbox) => outbox.clear());
  // A destination of another's has no way to be asked.
  if (settings.destination) return;
  put(WISH, wish);
  fulfil(wish);
}

/** Asks the collector, by code that comes for it; where that cannot be reached the wish stays for the next page. */
export const fulfil = (wish) =>
  wish && bring('late')?.then((late) => late?.fulfil(wish, [collector, fallback], landed, () => put(WISH)));
