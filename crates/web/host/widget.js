// The module's object and the collector's origin: what every part of the host needs. Live bindings.
import { kept } from './kept.js';

export let widget;
export let collector;
/** The site's own path that leads to the collector; empty where there is none. */
export let fallback = '';
export let newId;
/** What the site set: `site`, `consent`, `fallback`, `dnt`, `model`, `report`. */
export let settings;
/** No id of a visitor, and nothing kept beyond this tab. */
export let cookieless;
/** The collector's stage model; empty is the usual one. */
export let model = '';
/** The fields as the browser would post them, without secrets. */
export let readForm;

export function connect(module, origin, ids, read) {
  widget = module;
  collector = origin;
  newId = ids;
  readForm = read;
}

const CHOICES = { consent: ['ask', 'granted'], dnt: ['ignore'], model: ['collector'], report: ['leads'] };

/** Says of each setting that it must be another; `before` stands before its name. */
export function checkChoices(given, before, say) {
  for (const [name, allowed] of Object.entries(CHOICES)) {
    if (![undefined, ...allowed].includes(given[name])) say(`"${before}${name}" must be ${allowed.join(' or ')}`);
  }
}

/**
 * Makes the module's object with what the page knows. The collector's own stage model comes first where the site wants it;
 * where it does not come, the usual one has to do, and each lead says which it was.
 */
export async function create(Leadwell, given, origin) {
  settings = given;
  // An attribute without a value is an empty text.
  cookieless = (given.cookieless ?? false) !== false;
  if (given.model) {
    const answer = await fetch(`${origin}/v1/model`, { signal: AbortSignal.timeout(3000) }).catch(() => {});
    if (answer?.ok) model = await answer.text();
  }
  fallback = given.fallback || '';
  const { globalPrivacyControl, doNotTrack } = navigator;
  const heeded = doNotTrack === '1' && given.dnt !== 'ignore';
  const flags = (given.consent === 'granted') + 2 * (globalPrivacyControl === true) + 4 * !!fallback + 8 * heeded +
    16 * cookieless;
  return new Leadwell(`${given.site || ''}\n${model}`, flags, kept(), ...crypto.getRandomValues(new Uint32Array(4)));
}

/** Says something to the site's developer. */
export const complain = (text) => console.error(`Leadwell: ${text}`);

/** One message for each unknown key: what it is called, where it stands, what is allowed there. How many. */
export const checkKeys = (keys, place, allowed) =>
  keys.filter((key) => !allowed.includes(key))
    .map((key) => complain(`unknown key "${key}" in ${place}; allowed: ${allowed.join(', ')}`)).length;

export const checkAttributes = (element, prefix, place, allowed) =>
  checkKeys(element.getAttributeNames().filter((name) => name.startsWith(prefix)), place, allowed);

export const isFormName = (name) => /^[\w-]{1,64}$/.test(name);
