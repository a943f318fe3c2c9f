// What judging asks of the browser: Unicode's tables and IDNA, which it has, and phone numbers, which a helper
// brings (`help.js`). The order is that of `src/aid.rs`; the rules are those of the crates `email` and `core`.
import { judges } from './help.js';

const ANSWERS = [
  (text) => /^[\0-\x7f\p{L}\p{Nd}\p{Mn}\p{Mc}·͵׳״۽۾་〇・\u200c\u200d]*$/u.test(text),
  (domain) => {
    const host = new URL(`https://${domain}`).hostname;
    return /[^.]{64}/.test(host) ? 0 : host.length;
  },
  (text) => [...new Intl.Segmenter().segment(text)].length,
  (text, country) => judges.phone(text, country),
  (domain) => judges.email(domain),
];

/** What events come to by the stage model, or those of two pages together; nothing until that has come. */
export const fold = (what, ...texts) => judges.stages?.[what](...texts) || '';

/** A number. What cannot be told is 0; characters are then counted as code points. */
export function ask(what, text, more) {
  try {
    return +(what > 4 ? judges.special(what - 5, text) : ANSWERS[what](text, more));
  } catch {
    return what === 2 ? [...text].length : 0;
  }
}
