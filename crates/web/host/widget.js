// The module's object and the collector's origin: what every part of the host needs. Live bindings.
export let widget;
export let collector;

export function connect(module, origin) {
  widget = module;
  collector = origin;
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
