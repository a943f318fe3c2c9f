// localStorage: the journey, where the visitor agreed, and when the collector may be asked again. Every access may throw (blocked storage, no quota);
// then the page's memory has to do.
const JOURNEY = 'leadwell.journey';
export const PAUSE = 'leadwell.pause';

function put(key, text) {
  try {
    if (text) localStorage.setItem(key, text);
    else localStorage.removeItem(key);
  } catch {
    // This page still has it in memory.
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
