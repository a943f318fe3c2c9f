// Helpers: files of their own that come when a person goes into a form that can use them. Whatever becomes of
// them, the form works without.
import { calmly } from './press.js';
import { make, style } from './show.js';
import { words } from './words.js';

/** What the helpers that have come say of a text, by kind of field. */
export const judges = {};

/** How each is loaded; `core.js` says. */
export const sources = {};

const coming = {};

/** Brings the helper of a kind of field, once; nothing where it does not come. */
export function bring(kind) {
  coming[kind] ||= sources[kind]?.().then(async (helper) => {
    judges[kind] = await helper.judge();
    return helper;
  }).catch(() => {});
  return coming[kind];
}

/** Helps with a control of that kind; `country`: whose way of writing it is in. */
export const help = (control, kind, country) =>
  bring(kind)?.then((helper) => helper?.attend(control, country, { calmly, make, style, words }));
