// The turn to send, which one page of the site has at a time: a Web Lock, given back by the browser when its
// page dies, or where there are none (pages that are not secure) a lease in the store. Turns save traffic; that
// two copies are one lead is the ids' doing.
import { enter, TURN } from './door.js';
import { bring } from './help.js';
import { ASIDE, settled, transact } from './store.js';
import { collector } from './widget.js';

let waiting;
let giveBack;

export function claim(steal) {
  release();
  const controller = (waiting = new AbortController());
  const mine = () => waiting === controller;
  const granted = () => mine() && new Promise((resolve) => {
    giveBack = resolve;
    enter(TURN, 1);
  });
  const leased = (back) => {
    giveBack = back;
    enter(TURN, 1);
  };
  // Where its code does not come, a page sends what was submitted on it without a turn.
  if (!navigator.locks) return void bring('late')?.then((late) => late?.lease(steal, mine, leased, transact, ASIDE));
  // It may refuse where a page is walled in.
  navigator.locks.request(`leadwell ${collector}`, steal ? { steal: true } : { signal: controller.signal }, granted)
    .catch(() => mine() && enter(TURN, giveBack ? 0 : 1));
}

/** Not before what was delivered is deleted, or the next page finds it and sends it again; at once for a page that
 * goes away and would keep it. */
export function release(leaving) {
  waiting?.abort();
  if (leaving) giveBack?.();
  else settled?.then(giveBack);
  waiting = giveBack = undefined;
}
