// What goes with a lead that only the page can tell: the token by which it can be forgotten, and what the visitor
// was asked to agree to.
import { enter, MORE } from './door.js';
import { controls } from './forms.js';
import { token } from './forget.js';

/** Before each lead, since it goes with that one alone; `entry`: its form's, where it has one. */
export function hand(entry) {
  const asked = [];
  for (const control of entry ? controls(entry.form) : []) {
    if (entry.fields.get(control.name)?.kind === 'consent') {
      asked.push([...(control.labels || [])].map((label) => label.textContent).join(' ').replace(/\s+/g, ' ').trim());
    }
  }
  const place = asked[0] && entry.form.closest('[data-consent-version]');
  enter(MORE, 0, `,"token":"${token()}"`, asked.join('\n'), place?.dataset.consentVersion);
}
