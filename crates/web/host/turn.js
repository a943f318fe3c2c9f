// The turn to send, which one page of the site has at a time: a Web Lock, given back by the browser when its
// page dies. Without locks every page takes turns of its own; the ids still make one lead of two copies.
import { enter, TURN } from './door.js';
import { settled } from './store.js';
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
  // Absent where the page is not secure; may refuse where it is walled in.
  (navigator.locks?.request(`leadwell ${collector}`, steal ? { steal: true } : { signal: controller.signal }, granted) ||
    Promise.reject()).catch(() => mine() && enter(TURN, giveBack ? 0 : 1));
}

/** Not before what was delivered is deleted, or the next page finds it and sends it again. */
export function release() {
  waiting?.abort();
  settled?.then(giveBack);
  waiting = giveBack = undefined;
}
