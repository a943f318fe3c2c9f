// Forms on the page: what they ask for, and what the person does in them.
import { BEGUN, EDITED, enter, FIELD, FORM, SUBMIT } from './door.js';
import { checkAttributes, complain, isFormName } from './widget.js';

// In the order of `FieldKind`.
const KINDS = ['text', 'email', 'phone', 'number', 'choice', 'consent', 'hidden'];
const BY_TYPE = { email: 'email', tel: 'phone', number: 'number', checkbox: 'consent', hidden: 'hidden' };

/** The forms taken over, by number; and each form's entry. */
export const forms = [];
const known = new WeakMap();
let pressed;
for (const type of ['pointerdown', 'pointerup', 'pointercancel']) {
  addEventListener(type, () => (pressed = type === 'pointerdown'), true);
}

/** Takes a form over, once. `given`: the definition that it was rendered from. */
export function bind(form, given) {
  if (known.has(form)) return;
  const { leadwell: name, leadwellMessage, leadwellNext } = form.dataset;
  checkAttributes(form, 'data-leadwell', 'the form', ['data-leadwell', 'data-leadwell-message', 'data-leadwell-next']);
  if (!isFormName(name)) return complain('"data-leadwell" must be a name of 1 to 64 letters, digits, - or _');
  const entry = {
    form, name, given, key: forms.length,
    message: given?.success || leadwellMessage || 'Thank you. We have received your message.',
    next: nextPage(given?.next || leadwellNext),
  };
  known.set(form, entry);
  forms.push(entry);
  // From here on the widget says what is wrong, all of it at once.
  form.noValidate = true;
  form.addEventListener('focusin', () => enter(BEGUN, entry.key), { once: true });
  for (const type of ['input', 'change']) {
    form.addEventListener(type, ({ target }) => {
      entry.done = false;
      const judge = () => enter(EDITED, entry.key, target.name, new URLSearchParams(new FormData(form)), done);
      const done = type === 'change' ? 1 : '';
      // A field is left by pressing a button, too: an error that moves the button away from under the finger
      // would lose the click.
      if (pressed) addEventListener('pointerup', () => setTimeout(judge), { once: true });
      else judge();
    });
  }
  define(entry);
}

/** Whether the lead was taken; what is wrong with it is told. Nothing where the form is not one of ours. */
export function submit(form, id, body) {
  const entry = known.get(form);
  if (!entry) return;
  // Captured, and nothing typed since: the second click of a double click.
  if (entry.done) return false;
  // Scripts add and remove fields.
  define(entry);
  return enter(SUBMIT, entry.key, id, body);
}

/** The named controls, in order, without secrets and files: the one is nobody's business, the other the browser's. */
export const controls = (form) => [...form.elements].filter((c) => c.name && !/password|file/.test(c.type));

function define({ form, name, given, key }) {
  const fields = new Map();
  for (const field of given?.fields || []) fields.set(field.name, field);
  for (const control of given ? [] : controls(form)) {
    const field = fields.get(control.name);
    if (!field) fields.set(control.name, describe(control));
    else {
      // A group: asked for as a whole, and no single box of consent.
      field.required ||= control.required;
      if (field.kind === 'consent') field.kind = 'text';
    }
  }
  for (const f of fields.values()) {
    const options = (f.options || []).map((option) => option.value ?? option).join('\n');
    const kind = KINDS.indexOf(f.kind || 'text') + 8 * !!f.required + 16 * !!f.multiple;
    enter(FIELD, kind, f.name, f.min, f.max, f.min_length, f.max_length, options);
  }
  enter(FORM, key, name);
}

function describe(control) {
  checkAttributes(control, 'data-leadwell', 'a field', ['data-leadwell-kind']);
  const wanted = control.dataset.leadwellKind;
  if (wanted && !KINDS.includes(wanted)) {
    complain(`unknown "data-leadwell-kind" "${wanted}"; allowed: ${KINDS.join(', ')}`);
  }
  const bound = (name) => control.getAttribute(name);
  return {
    name: control.name,
    kind: KINDS.includes(wanted) ? wanted : BY_TYPE[control.type] || 'text',
    required: control.required,
    min: bound('min'),
    max: bound('max'),
    min_length: bound('minlength'),
    max_length: bound('maxlength'),
  };
}

/** Where to go once a lead is captured: this site or https, and never a script. */
function nextPage(text) {
  if (!text) return;
  try {
    const url = new URL(text, document.baseURI);
    if (url.protocol === 'https:' || url.origin === location.origin) return url.href;
  } catch {
    // Said below.
  }
  complain('"data-leadwell-next" must be an https: address or a path');
}
