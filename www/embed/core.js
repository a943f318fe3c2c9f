// The loader of the WASM: fetched by the script, once, when the page is idle. RENDER_JS is the renderer
// beside it, under its hashed name.
import css from './leadwell.css';
import { imports, Leadwell, setWasm, START } from './glue.js';
import {
  attach, bind, bring, choose, create, enter, forget, hand, HELD, limit, LIST, parked, RESEND, rule, sources, submit, tools, track, words,
} from './host.js';
import { style } from './show.js';
import { checkAttributes, checkChoices, checkKeys, complain } from './widget.js';

/**
 * Starts the widget. Every function that the module exports is wrapped, since a trap must end in `die` and
 * not in the page's error handler: callbacks of events, timers and promises enter the module too.
 */
export async function start(bytes, tag, collector, newId, read, die) {
  // Not streaming: at this size that gains nothing, and it minds the type that a server gives.
  const { instance } = await WebAssembly.instantiate(bytes, imports);
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
  style(css);

  const { dataset } = tag;
  checkAttributes(tag, 'data-', 'the script tag',
    'data-site data-collector data-consent data-fallback data-dnt data-model data-report data-destination data-collect data-cookieless'.split(' '));
  limit(dataset.collect);
  checkChoices(dataset, 'data-', complain);
  const widget = await create(Leadwell, dataset, collector);
  const spoken = speak();
  sources.phone = () => import(PHONE_JS);
  sources.email = () => import(HINT_JS);
  sources.special = () => import(SPECIAL_JS);
  sources.trail = () => import(TRAIL_JS);
  sources.stages = () => import(STAGES_JS);
  sources.late = () => import(LATE_JS);
  // A browser may remember that a file did not come, under the file's name.
  let speaker = DESTINATION_JS;
  sources.destination = () => import(speaker).catch(() => (speaker += '?'));
  sources.signals = () => Promise.all([import(SIGNALS_JS), spoken]).then(([module]) => module);
  attach(widget, collector, newId, read);
  // What is rendered says its words once.
  const mount = (place) =>
    Promise.all([import(RENDER_JS), spoken]).then(([module]) => module.mount(place, tools()), complain);
  return { bind, mount, submit, command, held };
}

function held(...texts) {
  hand();
  enter(HELD, 0, ...texts);
}

/** The words of the page's language, once they are here. */
function speak() {
  const [wanted] = (document.documentElement.lang || navigator.language).toLowerCase().split('-');
  const language = LANGUAGES.split(' ').find((tag) => tag.split('-')[0] === wanted);
  return language && fetch(new URL(`${WORDS}${language}.json`, import.meta.url))
    .then((answer) => answer.json())
    .then((table) => Object.assign(words, table, own), () => {});
}

const own = {};

/** A call of the page's queue. */
function command(name, value, ...more) {
  if (name === 'consent') return choose(value);
  if (name === 'track') track(value, ...more);
  else if (name === 'words') Object.assign(words, Object.assign(own, value));
  else if (name === 'rule') rule(value, ...more);
  else if (name === 'forget') forget();
  else if (name === 'resend') enter(RESEND, 0, value);
  else if (name === 'parked') {
    enter(LIST, 0);
    bring('late')?.then((late) => late?.list(parked, value));
  } else checkKeys([name], 'leadwell(…)', 'consent track on words rule parked resend forget'.split(' '));
}
