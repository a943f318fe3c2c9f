// localStorage: the journey, where the visitor agreed; when the collector may be asked again; leads on their way
// to IndexedDB. Every access may throw (blocked storage, no quota); then the page's memory has to do.
export const JOURNEY = 'leadwell.journey';
export const PAUSE = 'leadwell.pause';
/** A key for each lead: two pages never write the same one. */
export const LEAD = 'leadwell.lead.';

/** Whether the text is there now; without one the key goes. */
export function put(key, text) {
  try {
    if (text) localStorage.setItem(key, text);
    else localStorage.removeItem(key);
    return true;
  } catch {
    return false;
  }
}

export const keep = (_, text) => put(JOURNEY, text);
export const pause = (_, text) => put(PAUSE, text);

export function kept(key = JOURNEY) {
  try {
    return localStorage.getItem(key) || '';
  } catch {
    return '';
  }
}

/** The leads by id; nothing where it can't be told. */
export function leads() {
  try {
    const all = Object.entries(localStorage).filter(([key]) => key.startsWith(LEAD));
    return Object.fromEntries(all.map(([key, text]) => [key.slice(LEAD.length), text]));
  } catch {
    return undefined;
  }
}
