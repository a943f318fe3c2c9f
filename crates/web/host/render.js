// `<leadwell-form form="…">`: the form is built from its definition, in the light DOM, where autofill,
// password managers, screen readers and the site's own styles reach it.
//
// A file of its own, that only pages with such an element load. What it shares with the rest of the host is
// handed to it (`tools`): a second copy would have forms of its own.
let bind, collector, complain, checkKeys, forms, isFormName, make;

/** Gets the host's tools; the result is `mount`. */
export function renderer(tools) {
  ({ bind, collector, complain, checkKeys, forms, isFormName, make } = tools);
  return mount;
}

const FORM_KEYS = ['form', 'title', 'submit', 'success', 'next', 'fields'];
const FIELD_KEYS = [
  'name', 'kind', 'label', 'required', 'placeholder', 'help', 'autocomplete', 'min', 'max', 'min_length',
  'max_length', 'rows', 'multiple', 'options',
];
const TYPES = { email: 'email', phone: 'tel', number: 'number', consent: 'checkbox', hidden: 'hidden' };

/** Fetches the definition and replaces what stood in the place; on any failure that stays. */
async function mount(place) {
  const name = place.getAttribute('form');
  if (!isFormName(name)) return complain('"form" of <leadwell-form> must be 1 to 64 letters, digits, - or _');
  try {
    const response = await fetch(`${collector}/v1/forms/${name}`, { credentials: 'omit' });
    if (!response.ok) throw new Error(`status ${response.status}`);
    const definition = await response.json();
    if (isRight(definition)) place.replaceChildren(render(definition));
  } catch (error) {
    complain(`the definition of form "${name}" could not be used: ${error.message}`);
  }
}

/** With a key that nobody knows it is not what its author meant: what stood in the place stays. */
function isRight(definition) {
  const faults = definition.fields.map((f) => checkKeys(Object.keys(f), `field "${f.name}"`, FIELD_KEYS));
  return !checkKeys(Object.keys(definition), 'the form definition', FORM_KEYS) && !faults.some(Boolean);
}

function render(definition) {
  const form = make('form', 'leadwell-form');
  form.method = 'post';
  form.action = `${collector}/f/${definition.form}`;
  form.dataset.leadwell = definition.form;
  const button = make('button', '');
  button.type = 'submit';
  button.textContent = definition.submit || 'Send';
  form.append(...definition.fields.map((field, index) => row(field, `leadwell-${forms.length}-${index}`)), button);
  // Before it stands in the page, where it would be taken for a form of the site's own.
  bind(form, definition);
  return form;
}

/** One field: label, control, help. A box stands before its label, everything else behind it. */
function row(field, id) {
  const control = make(field.kind === 'choice' ? 'select' : field.rows ? 'textarea' : 'input', '');
  control.id = id;
  control.name = field.name;
  if (control.localName === 'input') control.type = TYPES[field.kind] || 'text';
  if (field.kind === 'hidden') return control;
  if (field.kind === 'consent') control.value = 'yes';
  for (const key of ['required', 'multiple', 'placeholder', 'autocomplete', 'min', 'max', 'rows']) {
    if (field[key] && key in control) control[key] = field[key];
  }
  if (field.options?.length) {
    if (!field.multiple) control.add(new Option(field.placeholder || '', ''));
    for (const option of field.options) control.add(new Option(option.label || option, option.value ?? option));
  }
  const label = make('label', '');
  label.htmlFor = id;
  label.textContent = field.label || field.name;
  const parts = field.kind === 'consent' ? [control, label] : [label, control];
  if (field.help) {
    const help = make('small', 'leadwell-help');
    help.id = `${id}-help`;
    help.textContent = field.help;
    control.setAttribute('aria-describedby', help.id);
    parts.push(help);
  }
  const line = make('div', 'leadwell-field');
  line.append(...parts);
  return line;
}
