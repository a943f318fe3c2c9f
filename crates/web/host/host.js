// What the WASM asks of the page, and what the loader asks of both.
import { connect } from './widget.js';
import { restore } from './store.js';

export { abort, send } from './send.js';
export { remove, save } from './store.js';
export { tell, wrong } from './tell.js';
export { bind, submit } from './forms.js';
export { mount } from './render.js';

/** Joins the module's object to the host; `collector` is an origin without a slash at its end. */
export function attach(widget, collector) {
  connect(widget, collector);
  widget.start();
  restore();
}
