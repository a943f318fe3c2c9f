// The helper of phone fields, loaded when a person goes into a form that has one: it judges, formats what is
// typed, and doubts aloud. WASM is the module's name; PACKS that of the packs, without calling code and ending.
import { Book } from './glue.js';
import { open } from './module.js';
import { note } from './note.js';
import { phone_implausible } from './words-en.js';

let book;
const packs = new Map();

/** Starts the module; the result says of a text what `leadwell_core::Phone` says, by number. */
export async function judge() {
  await open(WASM);
  book = new Book();
  // Between two pieces the page has its turn.
  while (!book.open()) await new Promise((resolve) => setTimeout(resolve));
  return Object.assign((text, region) => book.judge(text, region), { e164 });
}

/** What traps here must not stop a lead. */
function e164(text, region) {
  try {
    return book.e164(text, region);
  } catch (error) {
    console.error(`Leadwell: no E.164: ${error}`);
    return '';
  }
}

/** The pack of a calling code, once. Without it a number is judged by its length alone. */
function pack(code) {
  if (!packs.has(code)) {
    packs.set(code, (async () => {
      const answer = await fetch(new URL(`${PACKS}${code}.bin`, import.meta.url));
      if (answer.ok) book.load(new Uint8Array(await answer.arrayBuffer()));
    })().catch(() => packs.delete(code)));
  }
  return packs.get(code);
}

/** Helps with one control. `region`: whose numbers come without a calling code. */
export function attend(control, region, tools) {
  const fetched = () => {
    const code = book.code(control.value, region);
    return code ? pack(code) : undefined;
  };
  let told = control.value;
  control.addEventListener('focus', fetched);
  control.addEventListener('input', async (event) => {
    // While an input method composes, the text is its own.
    if (event.isComposing) return;
    note(control, tools);
    retype(control, region);
    const before = control.value;
    await fetched();
    // The first digits tell the country; what was typed meanwhile stands.
    if (control.value === before) retype(control, region);
  });
  // WebKit takes a value that a script has set for the person's last word, and tells of no change.
  control.addEventListener('blur', () => {
    if (control.value !== told) control.dispatchEvent(new Event('change', { bubbles: true }));
  });
  control.addEventListener('change', async () => {
    told = control.value;
    await fetched();
    // An error says more than a doubt.
    const doubt = !control.matches('[aria-invalid=true]') && book.doubt(control.value, region);
    note(control, tools, doubt ? tools.words.phone_implausible || phone_implausible : '');
  });
  fetched();
}

/** Groups the digits as they are written in that country; the caret stays at its digit. */
function retype(control, region) {
  const { value, selectionStart } = control;
  const typed = book.retype(value, selectionStart ?? value.length, region);
  const caret = parseInt(typed);
  const text = typed.slice(typed.indexOf(' ') + 1);
  if (text === value) return;
  control.value = text;
  if (document.activeElement === control) control.setSelectionRange(caret, caret);
}
