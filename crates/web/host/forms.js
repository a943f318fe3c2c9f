// Forms on the page: what they ask for, and what the person does in them.
import { BEGUN, EDITED, enter, FIELD, FORM, REFUSED, SUBMIT } from './door.js';
import { bring, help } from './help.js';
import { hand } from './more.js';
import { calmly } from './press.js';
import { showError } from './show.js';
import { checkAttributes, complain, isFormName, readForm } from './widget.js';

// In the order of `FieldKind`.
const KINDS = 'text email phone number choice consent hidden name company url date country file rating nps'.split(' ');
/** Other types of control are kinds by the same name, or text. */
const BY_TYPE = { tel: 'phone', checkbox: 'consent' };
/** Judged by code that a page loads once it has such a field. */
const isSpecial = (kind) => kind === 'number' || KINDS.indexOf(kind) > 9;
const FORM_ATTRIBUTES = ['', '-message', '-next', '-language'].map((end) => `data-leadwell${end}`);
const FIELD_ATTRIBUTES = ['kind', 'country', 'equal-to', 'required-if', 'work-email', 'max-bytes']
  .map((end) => `data-leadwell-${end}`);

/** The forms taken over, by number; and each form's entry. */
export const forms = [];
const known = new WeakMap();
/** The site's own rules: form, field, and a function of value and all values that says what is wrong. */
const rules = [];

/** `leadwell('rule', form, field, judge)`: for the page alone, since the collector can't run it. */
export function rule(form, field, judge) {
  if (typeof judge === 'function') rules.push({ form, field, judge });
  else complain("leadwell('rule', form, field, function)");
}

/** What the site's own rules say, as `{field, code, message}`. One that throws says nothing, and why. */
function faults(entry, body) {
  const values = new URLSearchParams(body);
  return rules.flatMap(({ form, field, judge }) => {
    try {
      const message = form === entry.name && judge(values.get(field) ?? '', Object.fromEntries(values));
      return message ? [{ field, code: 'custom', message }] : [];
    } catch (error) {
      complain(`the rule for "${field}" failed: ${error}`);
      return [];
    }
  });
}

/** Takes a form over, once. `given`: the definition that it was rendered from. */
export function bind(form, given) {
  if (known.has(form)) return;
  const { leadwell: name, leadwellMessage, leadwellNext, leadwellLanguage } = form.dataset;
  checkAttributes(form, 'data-leadwell', 'the form', FORM_ATTRIBUTES);
  if (!isFormName(name)) return complain('"data-leadwell" must be a name of 1 to 64 letters, digits, - or _');
  const entry = {
    form, name, given, key: forms.length, own: {},
    language: given?.language || leadwellLanguage,
    message: given?.success || leadwellMessage,
    next: nextPage(given?.next || leadwellNext),
  };
  known.set(form, entry);
  forms.push(entry);
  // From here on the widget says what is wrong, all of it at once.
  form.noValidate = true;
  for (const type of ['input', 'change']) {
    form.addEventListener(type, ({ target }) => {
      entry.done = false;
      calmly(() => edited(entry, target.name, type === 'change'));
    });
  }
  define(entry);
  form.addEventListener('focusin', () => (entry.began ||= performance.now()));
  const begin = () => {
    entry.began = performance.now();
    enter(BEGUN, entry.key);
    bring('late');
    for (const control of controls(form)) {
      const { kind, country = '' } = entry.fields.get(control.name) || {};
      if (kind === 'email' || kind === 'phone') help(control, kind, country);
    }
  };
  // Somebody may have been faster than the module.
  if (form.contains(document.activeElement)) begin();
  else form.addEventListener('focusin', begin, { once: true });
}

function edited(entry, name, done) {
  const body = readForm(entry.form);
  enter(EDITED, entry.key, name, body, done ? 1 : '');
  const { message } = faults(entry, body).find((fault) => fault.field === name) || {};
  if (message ? done || entry.own[name] : entry.own[name]) showError(entry, name, message);
  entry.own[name] = message;
}

/**
 * Whether the lead was taken; what is wrong with it is told. Nothing where the form is not one of ours. Without
 * an id it is only judged.
 */
export function submit(form, id, body) {
  const entry = known.get(form);
  if (!entry) return;
  // Captured, and nothing typed since: the second click of a double click.
  if (entry.done) return false;
  // Scripts add and remove fields.
  define(entry);
  const found = faults(entry, body);
  for (const { field, code, message } of found) {
    entry.own[field] = message;
    enter(REFUSED, 0, '', field, code, '', message);
  }
  hand(entry);
  return enter(SUBMIT, entry.key, id, body);
}

/** The named controls, in order, without secrets. */
export const controls = (form) => [...form.elements].filter((c) => c.name && c.type !== 'password');

function define(entry) {
  const { form, name, given, key, language } = entry;
  const fields = (entry.fields = new Map());
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
    if (isSpecial(f.kind) || f.pattern) bring('special');
    const kind = Math.max(0, KINDS.indexOf(f.kind)) + 32 * !!f.required + 64 * !!f.multiple + 128 * !!f.work_email;
    const options = (f.options || []).map((option) => option.value ?? option).join('\n');
    const { field, value } = f.required_if || {};
    enter(FIELD, kind, f.name, f.min, f.max, f.min_length, f.max_length, options, f.pattern, f.equal_to, field, value,
      f.country, f.accept, f.max_bytes);
  }
  enter(FORM, key, name, language, (given?.one_of || []).map((group) => group.join('\t')).join('\n'));
}

function describe(control) {
  checkAttributes(control, 'data-leadwell', 'a field', FIELD_ATTRIBUTES);
  const said = control.dataset;
  const wanted = said.leadwellKind;
  if (wanted && !KINDS.includes(wanted)) {
    complain(`unknown "data-leadwell-kind" "${wanted}"; allowed: ${KINDS.join(', ')}`);
  }
  const [field, value] = (said.leadwellRequiredIf || '').split('=');
  const bound = (name) => control.getAttribute(name);
  return {
    name: control.name,
    kind: [wanted, BY_TYPE[control.type], control.type, 'text'].find((kind) => KINDS.includes(kind)),
    required: control.required,
    multiple: control.multiple,
    work_email: 'leadwellWorkEmail' in said,
    min: bound('min'),
    max: bound('max'),
    min_length: bound('minlength'),
    max_length: bound('maxlength'),
    pattern: bound('pattern'),
    equal_to: said.leadwellEqualTo,
    required_if: { field, value },
    country: said.leadwellCountry,
    accept: bound('accept'),
    max_bytes: said.leadwellMaxBytes,
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
