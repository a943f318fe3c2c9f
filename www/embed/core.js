// The loader of the WASM: fetched by the script, once, when the page is idle.
import css from './leadwell.css';
import { imports, Leadwell, setWasm, START } from './glue.js';
import { attach, bind, CONSENT, create, enter, HELD, submit, TRACK } from './host.js';
import { mount } from './render.js';
import { checkAttributes, complain } from './widget.js';

/**
 * Starts the widget. Every function that the module exports is wrapped, since a trap must end in `die` and
 * not in the page's error handler: callbacks of events, timers and promises enter the module too.
 */
export async function start(url, tag, collector, newId, die) {
  const load = () => fetch(url, { credentials: 'omit' });
  const { instance } = await WebAssembly.instantiateStreaming(load(), imports).catch(async (error) => {
    // A server that does not know the type; any other failure fails again here.
    const again = await load();
    if (!again.ok) throw error;
    return WebAssembly.instantiate(await again.arrayBuffer(), imports);
  });
  let dead;
  const guarded = {};
  for (const [name, value] of Object.entries(instance.exports)) {
    guarded[name] = typeof value !== 'function' ? value : (...args) => {
      try {
        if (!dead) return value(...args);
      } catch (error) {
        dead = true;
        die(error);
      }
    };
  }
  setWasm(guarded);
  if (START) guarded[START]();
  style();

  const { site = '', consent = 'ask' } = tag.dataset;
  checkAttributes(tag, 'data-', 'the script tag', ['data-site', 'data-collector', 'data-consent']);
  if (!['ask', 'granted'].includes(consent)) complain('"data-consent" must be ask or granted');
  const widget = create(Leadwell, site, consent);
  attach(widget, collector, newId);
  return { bind, mount, submit, command, held: (...texts) => enter(HELD, 0, ...texts) };
}

/** A call of the page's queue. */
function command(name, value) {
  if (name === 'consent') enter(CONSENT, +(value?.journey === true));
  else if (name === 'track' && typeof value === 'string') enter(TRACK, 0, value);
  else complain(`unknown call "${name}"; allowed: consent {journey: true or false}, track "name", on "event" function`);
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
