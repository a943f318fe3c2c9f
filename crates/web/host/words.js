// The words in the page's language: English until a table has come, and whatever the site puts in their place.
import english from './words-en.js';

export const words = { ...english };

/** What is wrong, in words. `own`: the site's for this field and this form, by code. */
export const say = ({ code, param, message }, ...own) =>
  fill(own.find((table) => table?.[code])?.[code] ?? words[code] ?? message ?? '', code === 'file_size' ? size(param) : param);

/** Bytes as people say them, rounded down. */
const size = (bytes) =>
  bytes < 1e3 ? `${bytes} B` : bytes < 1e6 ? `${Math.floor(bytes / 1e3)} kB` : `${Math.floor(bytes / 1e6)} MB`;

export const fill = (text, param) => text.replace('{n}', () => param);
