// What goes with a lead that only the page can tell: the token by which it can be forgotten, the circumstances that it
// was written in, and what the visitor was asked to agree to.
import { enter, MORE } from './door.js';
import { controls } from './forms.js';
import { token } from './forget.js';
import { judges } from './help.js';
import { view } from './page.js';
import { checkKeys } from './widget.js';

const NAMES = ' title language time_zone ua platform mobile brands viewport touch took'.split(' ');
/** Names of what the site collects; nothing where that is all. */
let wanted;

/** `data-collect`: a list of names. */
export function limit(names) {
  if (names === undefined) return;
  wanted = names.split(' ');
  checkKeys(wanted, '"data-collect"', NAMES);
}

/** The text, where the site collects it. */
export const only = (name, text) => (!wanted || wanted.includes(name) ? text : '');

/** Before each lead, since it goes with that one alone; `entry`: its form's, where it has one. */
export function hand(entry) {
  view();
  const asked = [];
  const all = entry ? controls(entry.form) : [];
  for (const control of all) {
    if (entry.fields.get(control.name)?.kind === 'consent') {
      asked.push([...(control.labels || [])].map((label) => label.textContent).join(' ').replace(/\s+/g, ' ').trim());
    }
  }
  // A box without a label says nothing.
  const place = asked[0] && entry.form.closest('[data-consent-version]');
  const more = entry && judges.late?.(entry, all, wanted, judges.phone);
  enter(MORE, 0, `,"token":"${token()}"${more || ''}`, asked.join('\n'), place?.dataset?.consentVersion);
}
