// What the WASM asks of the page, and what the loader asks of both.
import { bind, forms } from './forms.js';
import { live } from './page.js';
import { make, style } from './show.js';
import { checkKeys, collector, complain, connect, isFormName } from './widget.js';
import { words } from './words.js';

export { choose, track } from './consent.js';
export { enter, HELD, leave, LIST, parked, RESEND } from './door.js';
export { ask, fold } from './aid.js';
export { forget } from './forget.js';
export { bind, rule, submit } from './forms.js';
export { bring, sources } from './help.js';
export { hand, limit } from './more.js';
export { checkChoices, create } from './widget.js';
export { words } from './words.js';

/** What the renderer of `<leadwell-form>` shares with the rest. */
export const tools = () => ({ bind, checkKeys, collector, complain, forms, isFormName, make, style, words });

/** Joins the module's object to the host. `collector`: its origin, without a slash at its end. */
export function attach(module, collector, newId, read) {
  connect(module, collector, newId, read);
  live();
}
