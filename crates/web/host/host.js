// What the WASM asks of the page, and what the loader asks of both.
import { bind, forms } from './forms.js';
import { live } from './page.js';
import { make, style } from './show.js';
import { restore } from './store.js';
import { checkKeys, collector, complain, connect, isFormName } from './widget.js';

export { CONSENT, enter, HELD, leave, TRACK } from './door.js';
export { bind, submit } from './forms.js';
export { create } from './widget.js';

/** What the renderer of `<leadwell-form>` shares with the rest. */
export const tools = () => ({ bind, checkKeys, collector, complain, forms, isFormName, make, style });

/** Joins the module's object to the host. `collector`: its origin, without a slash at its end. */
export function attach(module, collector, newId) {
  connect(module, collector, newId);
  live();
  restore();
}
