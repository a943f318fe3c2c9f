// How far a visitor has come: the stage model, loaded once the journey may be kept. WASM is the module's name.
import { fold } from './glue.js';
import { open } from './module.js';

/** Starts the module; the result folds events. */
export async function judge() {
  await open(WASM);
  return fold;
}
