// `<leadwell-form form="…">`: the form is built from its definition, in the light DOM, where autofill,
// password managers, screen readers and the site's own styles reach it.
//
// A file of its own, that only pages with such an element load. What it shares with the rest of the host is
// handed to it (`tools`): a second copy would have forms of its own.
import { choose, send } from './words-en.js';

let bind, collector, complain, checkKeys, forms, isFormName, make, words;

/** Gets the host's tools; the result is `mount`. */
export function renderer(tools) {
  ({ bind, collector, complain, checkKeys, forms, isFormName, make, words } = tools);
  return mount;
}

const FORM_KEYS = ['form', 'title', 'submit', 'success', 'next', 'language', 'one_of', 'messages', 'fields'];
const FIELD_KEYS = [
  'name', 'kind', 'label', 'required', 'placeholder', 'help', 'autocomplete', 'min', 'max', 'min_length',
  'max_length', 'rows', 'multiple', 'options', 'pattern', 'equal_to', 'required_if', 'work_email', 'country',
  'countries', 'accept', 'max_bytes', 'messages',
];
const TYPES = {
  email: 'email', phone: 'tel', url: 'url', date: 'date', consent: 'checkbox', hidden: 'hidden', file: 'file',
};
/** Where the kind says what a browser can fill in. */
const FILLS = { name: 'name', company: 'organization', email: 'email', phone: 'tel', url: 'url', country: 'country' };
const COUNTRIES =
  'ADAEAFAGAIALAMAOAQARASATAUAWAXAZBABBBDBEBFBGBHBIBJBLBMBNBOBQBRBSBTBVBWBYBZCACCCDCFCGCHCICKCLCMCNCOCRCUCVCWCXCYCZDEDJDKDMDODZECEEEGEHERESETFIFJFKFMFOFRGAGBGDGEGFGGGHGIGLGMGNGPGQGRGSGTGUGWGYHKHMHNHRHTHUIDIEILIMINIOIQIRISITJEJMJOJPKEKGKHKIKMKNKPKRKWKYKZLALBLCLILKLRLSLTLULVLYMAMCMDMEMFMGMHMKMLMMMNMOMPMQMRMSMTMUMVMWMXMYMZNANCNENFNGNINLNONPNRNUNZOMPAPEPFPGPHPKPLPMPNPRPSPTPWPYQARERORSRURWSASBSCSDSESGSHSISJSKSLSMSNSOSRSSSTSVSXSYSZTCTDTFTGTHTJTKTLTMTNTOTRTTTVTWTZUAUGUMUSUYUZVAVCVEVGVIVNVUWFWSYEYTZAZMZW'
    .match(/../g);

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
  if (definition.language) form.lang = definition.language;
  const button = make('button', '');
  button.type = 'submit';
  button.textContent = definition.submit || words.send || send;
  const rows = definition.fields.map((field, index) => row(field, `leadwell-${forms.length}-${index}`, definition));
  form.append(...rows, button);
  if (definition.fields.some((field) => field.kind === 'file')) form.enctype = 'multipart/form-data';
  // Before it stands in the page, where it would be taken for a form of the site's own.
  bind(form, definition);
  return form;
}

/** One field: label, control, help. A box stands before its label, everything else behind it. */
function row(field, id, { language }) {
  const several = points(field) || (field.multiple && field.kind === 'choice' && options(field));
  if (several) return group(field, id, several);
  const listed = field.kind === 'choice' || field.kind === 'country';
  const control = make(listed ? 'select' : field.rows ? 'textarea' : 'input', '');
  control.id = id;
  control.name = field.name;
  if (control.localName === 'input') control.type = TYPES[field.kind] || 'text';
  if (field.kind === 'hidden') return control;
  if (field.kind === 'consent') control.value = 'yes';
  if (field.kind === 'number') control.inputMode = 'decimal';
  // Whatever the page's direction, these are read from the left.
  if (['email', 'phone', 'url'].includes(field.kind)) control.dir = 'ltr';
  if (field.kind === 'file') control.accept = [field.accept || ''].flat().join();
  if (field.country) control.dataset.leadwellCountry = field.country;
  control.autocomplete = field.autocomplete || FILLS[field.kind] || '';
  for (const key of ['required', 'multiple', 'placeholder', 'min', 'max', 'rows']) {
    if (field[key] && key in control) control[key] = field[key];
  }
  if (listed) {
    const names = field.kind === 'country' && new Intl.DisplayNames(language || document.documentElement.lang || [], { type: 'region' });
    const all = options(field) || COUNTRIES.map((code) => [code, names.of(code)]);
    if (!options(field)) all.sort(([, a], [, b]) => a.localeCompare(b, language));
    control.add(new Option(field.placeholder || words.choose || choose, ''));
    for (const [value, text] of all) control.add(new Option(text, value));
  }
  const label = make('label', '');
  label.htmlFor = id;
  label.textContent = field.label || field.name;
  const parts = field.kind === 'consent' ? [control, label] : [label, control];
  return line('div', parts, control, field, id);
}

/** Boxes, or points of which one is taken: a group with a legend. */
function group(field, id, several) {
  const legend = make('legend', '');
  legend.textContent = field.label || field.name;
  const boxes = several.map(([value, text]) => {
    const label = make('label', 'leadwell-option');
    const box = make('input', '');
    box.type = field.kind === 'choice' ? 'checkbox' : 'radio';
    box.name = field.name;
    box.value = value;
    label.append(box, text);
    return label;
  });
  const place = make('div', 'leadwell-options');
  place.append(...boxes);
  const all = line('fieldset', [legend, place], null, field, id);
  if (field.required) all.setAttribute('aria-required', 'true');
  return all;
}

/** Value and text of each. */
const options = ({ options: all }) => all?.length && all.map((option) => [option.value ?? option, option.label || (option.value ?? option)]);

/** What a rating or a recommendation (0 to 10) can be. */
function points({ kind, max = 5 }) {
  const [first, last] = kind === 'rating' ? [1, max] : kind === 'nps' ? [0, 10] : [1, 0];
  const all = [];
  for (let point = first; point <= last; point++) all.push([point, `${point}`]);
  return all.length && all;
}

function line(tag, parts, control, field, id) {
  const all = make(tag, 'leadwell-field');
  if (field.help) {
    const help = make('small', 'leadwell-help');
    help.id = `${id}-help`;
    help.textContent = field.help;
    (control || all).setAttribute('aria-describedby', help.id);
    parts.push(help);
  }
  all.append(...parts);
  return all;
}
