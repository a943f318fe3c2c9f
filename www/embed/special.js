// Kinds of field and rules that few forms have, loaded by pages with such a form. WASM is the module's name.
import { special } from './glue.js';
import { open } from './module.js';

/** Starts the module; the result judges a value. */
export async function judge() {
  await open(WASM);
  return special;
}

export function attend() {}
