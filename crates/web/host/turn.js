// The turn to send, which one page of the site has at a time: a Web Lock, given back by the browser when its
// page dies, or where there are none (pages that are not secure) a lease in the store. Turns save traffic; that
// two copies are one lead is the ids' doing.
import { enter, TURN } from './door.js';
import { ASIDE, settled, transact } from './store.js';
import { collector } from './widget.js';

const LEASE = `${ASIDE}lease`;
/** Longer than a turn, which starts nothing new after 20 seconds, and its last request. */
const LEASE_TIME = 45000;

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
  if (!navigator.locks) return void lease(steal, mine);
  // It may refuse where a page is walled in.
  navigator.locks.request(`leadwell ${collector}`, steal ? { steal: true } : { signal: controller.signal }, granted)
    .catch(() => mine() && enter(TURN, giveBack ? 0 : 1));
}

/** Looked at and taken in one transaction, so that two pages never both find it free. */
async function lease(steal, mine) {
  const token = Math.random();
  const own = (row) => row && parseFloat(row) === token;
  while (mine()) {
    let got = true;
    await transact('readwrite', (outbox) => {
      const row = outbox.get(LEASE);
      row.onsuccess = () => {
        got = steal || !(row.result?.split(' ')[1] > Date.now());
        if (got) outbox.put(`${token} ${Date.now() + LEASE_TIME}`, LEASE);
      };
      return row;
    });
    if (got && mine()) {
      giveBack = () => transact('readwrite', (outbox) => {
        const row = outbox.get(LEASE);
        row.onsuccess = () => own(row.result) && outbox.delete(LEASE);
        return row;
      });
      return void enter(TURN, 1);
    }
    await new Promise((resolve) => setTimeout(resolve, 1000));
  }
}

/** Not before what was delivered is deleted, or the next page finds it and sends it again; at once for a page that
 * goes away and would keep it. */
export function release(leaving) {
  waiting?.abort();
  if (leaving) giveBack?.();
  else settled?.then(giveBack);
  waiting = giveBack = undefined;
}
