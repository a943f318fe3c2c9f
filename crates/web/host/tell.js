// What the widget has to say: in the form, and as DOM events that bubble from it.
import { forms } from './forms.js';
import { say, showError, showErrors } from './show.js';
import { newId } from './widget.js';

/** A notice about form `key` (or none): its name, two details, and what is wrong: field, code, message each. */
export function tell(key, name, first, second, ...wrong) {
  const entry = forms[key];
  const found = [];
  while (wrong.length > 2) {
    const [field, code, message] = wrong.splice(0, 3);
    found.push({ field, code, message });
  }
  if (name === 'checked') return void showError(entry, first, found[0]?.message);
  const detail = { form: entry?.name };
  if (name === 'stage' || name === 'failed') detail[name === 'stage' ? 'stage' : 'reason'] = first;
  else if (name !== 'invalid') detail.id = first;
  if (name === 'invalid' || name === 'rejected') detail.errors = found;
  if (name === 'captured') detail.level = second;
  if (entry) show(entry, name, found, second === 'durable');
  (entry?.form || document).dispatchEvent(new CustomEvent(`leadwell:${name}`, { bubbles: true, detail }));
  // To the site's thank-you page, once the lead survives the leaving.
  if (entry?.next && (second === 'durable' || name === 'delivered')) location.assign(entry.next);
}

function show(entry, name, found, level) {
  if (name === 'invalid' || name === 'rejected') {
    showErrors(entry, found);
    say(entry, 'Please check the marked fields.');
  } else if (name === 'captured') {
    showErrors(entry, []);
    entry.form.reset();
    // What is sent next from this form is another lead.
    const id = entry.form.querySelector('[name=leadwell_id]');
    if (id) id.value = newId();
    entry.done = true;
    say(entry, level ? 'Thank you. Your message is saved and on its way.' : 'Please wait while your message is sent.');
  } else if (entry.done) {
    say(entry, entry.message);
  }
}
