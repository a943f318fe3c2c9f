// What is said inside a form: an error at its field, one line of status at the end. Text only, in
// elements that a screen reader is led to.
import { controls } from './forms.js';

/** Shows a field's error, or takes it away (no message). The control, where it has one. */
export function showError({ form, key }, name, message) {
  // Of a group the first control speaks for all.
  const all = controls(form);
  const index = all.findIndex((c) => c.name === name);
  const control = all[index];
  if (!control) return;
  // Of the form's number and the field's place: two copies of a form differ.
  const id = `leadwell-error-${key}-${index}`;
  let note = document.getElementById(id);
  const described = (control.getAttribute('aria-describedby') || '').split(' ').filter((word) => word && word !== id);
  if (message) {
    if (!note) {
      note = make('span', 'leadwell-error');
      note.id = id;
      note.dir = 'auto';
      // After the label that holds the control, lest the error become part of its name, or follows it, as a box's
      // does; a group's at its end.
      const next = control.nextElementSibling;
      const label = control.closest('label') || (next?.control === control && next);
      (control.closest('.leadwell-options') || label || control).after(note);
    }
    note.textContent = message;
    described.push(id);
    control.setAttribute('aria-invalid', 'true');
  } else {
    note?.remove();
    control.removeAttribute('aria-invalid');
  }
  if (described.length) control.setAttribute('aria-describedby', described.join(' '));
  else control.removeAttribute('aria-describedby');
  return control;
}

/** All errors at once, and the first of them in focus. */
export function showErrors(entry, errors) {
  let first;
  for (const name of new Set(controls(entry.form).map((c) => c.name))) {
    const message = errors.find((e) => e.field === name)?.message;
    const control = showError(entry, name, message);
    if (message) first ||= control;
  }
  first?.focus();
  return first;
}

/** The form's live region. It is made empty and filled a moment later, or it would not be announced. */
export function announce(entry, text) {
  if (!entry.status?.isConnected) {
    entry.status = make('p', 'leadwell-status');
    entry.status.setAttribute('role', 'status');
    entry.form.append(entry.status);
  }
  entry.words = text;
  setTimeout(() => (entry.status.textContent = entry.words), 50);
}

/** A few rules, below anything that the site says (`:where` weighs nothing). */
export function style(css) {
  try {
    const sheet = new CSSStyleSheet();
    sheet.replaceSync(css);
    document.adoptedStyleSheets = [...document.adoptedStyleSheets, sheet];
  } catch {
    // An old browser: the texts are there, unstyled.
  }
}

export function make(tag, className) {
  const element = document.createElement(tag);
  element.className = className;
  return element;
}
