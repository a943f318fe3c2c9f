// How far a visitor has come, and the journeys of several pages put together: loaded once the journey may be kept. WASM
// is the module's name.
import { fold, join } from './glue.js';
import { open } from './module.js';

/** Starts the module. */
export async function judge() {
  await open(WASM);
  return [fold, join];
}
