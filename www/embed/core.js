// The loader of the WASM: fetched by the script, once, when the page is idle.
import css from './leadwell.css';
import * as glue from './glue.js';

/**
 * Starts the widget. Every function that the module exports is wrapped, since a trap must end in `die` and
 * not in the page's error handler: callbacks of events, timers and promises enter the module too.
 */
export async function start(url, tag, die) {
  const response = fetch(url, { credentials: 'omit' });
  const { instance } = await WebAssembly.instantiateStreaming(response, glue.imports).catch(async (error) => {
    // A server that does not know the type; any other failure fails again here.
    const again = await fetch(url, { credentials: 'omit' });
    if (!again.ok) throw error;
    return WebAssembly.instantiate(await again.arrayBuffer(), glue.imports);
  });
  let dead;
  const guarded = {};
  for (const [name, value] of Object.entries(instance.exports)) {
    guarded[name] =
      typeof value !== 'function'
        ? value
        : (...args) => {
            try {
              if (!dead) return value(...args);
            } catch (error) {
              dead = true;
              die(error);
            }
          };
  }
  glue.setWasm(guarded);
  if (glue.START) guarded[glue.START]();
  style();
  return new glue.Leadwell(tag);
}

/** The few rules that errors need, below anything that the site says (`:where` weighs nothing). */
function style() {
  try {
    const sheet = new CSSStyleSheet();
    sheet.replaceSync(css);
    document.adoptedStyleSheets = [...document.adoptedStyleSheets, sheet];
  } catch {
    // An old browser: the texts are there, unstyled.
  }
}
