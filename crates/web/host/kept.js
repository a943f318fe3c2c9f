// localStorage: the journey with its token, where the visitor agreed; when the collector may be asked again; leads on
// their way to IndexedDB; what is to be forgotten. A site without ids of visitors has journey and token in
// sessionStorage. Every access may throw (blocked storage, no quota); then the page's memory has to do.
import { cookieless } from './widget.js';

export const JOURNEY = 'leadwell.journey';
export const TOKEN = 'leadwell.token';
/** Tokens by which the collector has not forgotten yet. */
export const WISH = 'leadwell.forget';
export const PAUSE = 'leadwell.pause';
/** A key for each lead: two pages never write the same one. */
export const LEAD = 'leadwell.lead.';

const place = (key) => (cookieless && [JOURNEY, TOKEN].includes(key) ? sessionStorage : localStorage);

/** Whether the text is there now; without one the key goes. */
export function put(key, text) {
  try {
    if (text) place(key).setItem(key, text);
    else place(key).removeItem(key);
    return true;
  } catch {
    return false;
  }
}

export const pause = (_, text) => put(PAUSE, text);

export function kept(key = JOURNEY) {
  try {
    return place(key).getItem(key) || '';
  } catch {
    return '';
  }
}

/** Takes away all that is ours. */
export function sweep() {
  try {
    for (const key of Object.keys(localStorage)) if (key.startsWith('leadwell.')) put(key);
  } catch {
    // Blocked: there was nothing kept.
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
