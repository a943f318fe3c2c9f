// What the WASM asks of the page, and what the loader asks of both.
import { live } from './page.js';
import { restore } from './store.js';
import { connect } from './widget.js';

export { keep } from './kept.js';
export { wake } from './page.js';
export { abort, send } from './send.js';
export { remove, save } from './store.js';
export { tell, wrong } from './tell.js';
export { create } from './widget.js';
export { bind, submit } from './forms.js';
export { mount } from './render.js';

/** Joins the module's object to the host. `collector`: its origin, without a slash at its end. */
export function attach(module, collector, newId) {
  connect(module, collector, newId);
  live();
  restore();
}
