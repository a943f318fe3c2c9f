// What goes with a lead that only the page can tell.
import { enter, MORE } from './door.js';
import { token } from './forget.js';

/** Before each lead: it goes with that one alone. */
export function hand() {
  enter(MORE, 0, `,"token":"${token()}"`);
}
