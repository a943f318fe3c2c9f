// What the widget has to say: in the form, and as DOM events that bubble from it.
import { decided } from './consent.js';
import { enter, LIST, parked } from './door.js';
import { forms } from './forms.js';
import { bring } from './help.js';
import { announce, showError, showErrors } from './show.js';
import { newId } from './widget.js';
import { say, words } from './words.js';

/** A notice about form `key` (or none): its name, two details, and what is wrong: field, code, parameter, message each. */
export function tell(key, name, first, second, ...wrong) {
  const entry = forms[key];
  const found = [];
  while (wrong.length > 3) {
    const [field, code, param, message] = wrong.splice(0, 4);
    const own = entry?.given?.fields.find((f) => f.name === field)?.messages;
    found.push({ field, code, param, message: say({ code, param, message }, own, entry?.given?.messages) });
  }
  if (name === 'checked') return void showError(entry, first, found[0]?.message);
  const detail = name === 'consent' ? JSON.parse(first) : { form: entry?.name };
  if (name === 'stage' || name === 'failed') detail[name === 'stage' ? 'stage' : 'reason'] = first;
  else if (name === 'consent') decided(detail);
  else if (name !== 'invalid') detail.id = first;
  if (name === 'invalid' || name === 'rejected') detail.errors = found;
  if (name === 'captured') detail.level = second;
  if (name === 'rejected') {
    enter(LIST, 0);
    bring('late')?.then((late) => late?.refused(entry, detail, parked, announce, showErrors, words));
  } else if (entry) show(entry, name, found, second === 'durable');
  (entry?.form || document).dispatchEvent(new CustomEvent(`leadwell:${name}`, { bubbles: true, detail }));
  // To the site's thank-you page, once the lead survives the leaving.
  if (entry?.next && (second === 'durable' || name === 'delivered')) location.assign(entry.next);
}

function show(entry, name, found, level) {
  if (name === 'invalid') {
    showErrors(entry, found);
    announce(entry, words.check_fields);
  } else if (name === 'captured') {
    showErrors(entry, []);
    entry.form.reset();
    // What is sent next from this form is another lead.
    const id = entry.form.querySelector('[name=leadwell_id]');
    if (id) id.value = newId();
    entry.done = true;
    entry.began = 0;
    announce(entry, level ? words.saved : words.sending);
  } else if (entry.done) {
    announce(entry, entry.message || words.received);
  }
}
