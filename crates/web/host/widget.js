// The module's object and the collector's origin: what every part of the host needs. Live bindings.
import { kept } from './kept.js';

export let widget;
export let collector;
export let newId;

export function connect(module, origin, ids) {
  widget = module;
  collector = origin;
  newId = ids;
}

/** Makes the module's object with what the page knows. */
export function create(Leadwell, site, consent) {
  const gpc = navigator.globalPrivacyControl === true;
  return new Leadwell(site, consent === 'granted', gpc, kept(), ...crypto.getRandomValues(new Uint32Array(4)));
}

/** Says something to the site's developer. */
export const complain = (text) => console.error(`Leadwell: ${text}`);

/** One message for an unknown attribute: what it is called, where it stands, what is allowed there. */
export function checkAttributes(element, prefix, place, allowed) {
  for (const name of element.getAttributeNames()) {
    if (name.startsWith(prefix) && !allowed.includes(name)) {
      complain(`unknown key "${name}" in ${place}; allowed: ${allowed.join(', ')}`);
    }
  }
}

export const isFormName = (name) => /^[\w-]{1,64}$/.test(name);
