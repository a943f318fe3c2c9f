// The module's object and the collector's origin: what every part of the host needs. Live bindings.
import { kept } from './kept.js';

export let widget;
export let collector;
/** The site's own path that leads to the collector; empty where there is none. */
export let fallback = '';
export let newId;
/** The fields as the browser would post them, without secrets. */
export let readForm;

export function connect(module, origin, ids, read) {
  widget = module;
  collector = origin;
  newId = ids;
  readForm = read;
}

/**
 * Makes the module's object with what the page knows. With `own` the collector's stage model comes first; where it does
 * not come, the usual one has to do.
 */
export async function create(Leadwell, site, consent, path = '', dnt, own, origin) {
  if (own) {
    await fetch(`${origin}/v1/model`, { signal: AbortSignal.timeout(3000) })
      .then(async (answer) => answer.ok && (site += `\n${await answer.text()}`))
      .catch(() => complain('the stage model did not come'));
  }
  fallback = path;
  const { globalPrivacyControl, doNotTrack } = navigator;
  const heeded = doNotTrack === '1' && dnt !== 'ignore';
  const flags = (consent === 'granted') + 2 * (globalPrivacyControl === true) + 4 * !!path + 8 * heeded;
  return new Leadwell(site, flags, kept(), ...crypto.getRandomValues(new Uint32Array(4)));
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
