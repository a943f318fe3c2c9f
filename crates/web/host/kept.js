// localStorage: the journey, where the visitor agreed. Every access may throw (blocked storage, no quota);
// then the page's memory has to do.
const JOURNEY = 'leadwell.journey';

export function keep(_, text) {
  try {
    if (text) localStorage.setItem(JOURNEY, text);
    else localStorage.removeItem(JOURNEY);
  } catch {
    // The journey of this page is still in memory.
  }
}

export function kept() {
  try {
    return localStorage.getItem(JOURNEY) || '';
  } catch {
    return '';
  }
}
