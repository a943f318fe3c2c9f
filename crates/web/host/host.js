// What the WASM asks of the page, and what the loader asks of both.
import { live } from './page.js';
import { restore } from './store.js';
import { connect } from './widget.js';

export { CONSENT, enter, HELD, leave, TRACK } from './door.js';
export { bind, submit } from './forms.js';
export { create } from './widget.js';

/** Joins the module's object to the host. `collector`: its origin, without a slash at its end. */
export function attach(module, collector, newId) {
  connect(module, collector, newId);
  live();
  restore();
}
