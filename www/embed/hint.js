// The helper of e-mail fields, loaded when a person goes into a form that has one: it asks back where a domain
// looks mistyped. WASM is the module's name.
import { hint, is_free } from './glue.js';
import { open } from './module.js';
import { note } from './note.js';
import { hint_email } from './words-en.js';

/** Starts the module; the result says of a domain whether anybody can have an address there. */
export async function judge() {
  await open(WASM);
  return is_free;
}

export function attend(control, _, tools) {
  control.addEventListener('input', () => note(control, tools));
  control.addEventListener('change', () => {
    const [local, domain = ''] = control.value.trim().split('@');
    const meant = hint(domain.toLowerCase());
    if (!meant) return note(control, tools);
    const address = `${local}@${meant}`;
    note(control, tools, (tools.words.hint_email || hint_email).replace('{n}', address), () => {
      control.value = address;
      // The site's own scripts, and ours, hear of it as of any change.
      for (const type of ['input', 'change']) control.dispatchEvent(new Event(type, { bubbles: true }));
    });
  });
}
