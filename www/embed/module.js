// Loads a WASM module that lies beside the script, for the helpers.
import { imports, setWasm, START } from './glue.js';

export async function open(name) {
  const answer = await fetch(new URL(name, import.meta.url));
  const { instance } = await WebAssembly.instantiate(await answer.arrayBuffer(), imports);
  setWasm(instance.exports);
  if (START) instance.exports[START]();
}
