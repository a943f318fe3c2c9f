// The SDK: the same module as the script tag's, with typed values at its boundary.
import {
  attach, bind as takeOver, checkChoices, choose, create as make, enter, forget, hand, limit, LIST, parked, RESEND, rule, sources, submit, tools, track, words,
} from './host.js';
import init, { Leadwell } from './leadwell_web.js';
import { read } from './read.js';
import { renderer } from './render.js';

const OPTIONS = ['collector', 'site', 'consent', 'wasm', 'words', 'fallback', 'dnt', 'model', 'report', 'destination', 'collect', 'cookieless'];
/** Forms without a place in the page are numbered apart from those that have one. */
const APART = 1 << 20;

let started;

/** One widget a page: a second call gives the same. */
export function createLeadwell(options) {
  started ||= create(options).catch((error) => {
    started = undefined;
    throw error;
  });
  return started;
}

async function create(options) {
  for (const key of Object.keys(options)) {
    if (!OPTIONS.includes(key)) throw new TypeError(`unknown option "${key}"; allowed: ${OPTIONS.join(', ')}`);
  }
  const { collector, wasm, words: own, collect } = options;
  checkChoices(options, '', (text) => {
    throw new TypeError(text);
  });
  const origin = new URL(collector).href.replace(/\/+$/, '');
  limit(collect?.join(' '));
  await init(wasm && { module_or_path: wasm });
  const widget = await make(Leadwell, options, origin);
  Object.assign(words, own);
  sources.phone = () => import('./phone.js');
  sources.email = () => import('./hint.js');
  sources.special = () => import('./special.js');
  sources.trail = () => import('./trail.js');
  sources.stages = () => import('./stages.js');
  sources.late = () => import('./late.js');
  sources.destination = () => import('./destination.js');
  sources.signals = () => import('./signals.js');
  attach(widget, origin, () => widget.newId(), read);
  return face(widget);
}

function face(widget) {
  let apart = APART;
  let mount;

  const on = (name, listener) => {
    const heard = (event) => listener(event.detail, event);
    document.addEventListener(`leadwell:${name}`, heard);
    return () => document.removeEventListener(`leadwell:${name}`, heard);
  };

  /** Resolves with the detail of the event `name` for this lead. */
  const told = (name, id) => new Promise((resolve) => {
    const off = on(name, (detail) => {
      if (detail.id === id) {
        off();
        resolve(detail);
      }
    });
  });

  function bind(form) {
    takeOver(form);
    const id = document.createElement('input');
    id.type = 'hidden';
    id.name = 'leadwell_id';
    id.value = widget.newId();
    form.append(id);
    const submitted = (event) => {
      if (event.defaultPrevented) return;
      event.preventDefault();
      submit(form, id.value, read(form, event.submitter));
    };
    form.addEventListener('submit', submitted);
    return () => {
      form.removeEventListener('submit', submitted);
      id.remove();
      form.noValidate = false;
    };
  }

  return {
    bind,
    mount: (place) => (mount ||= renderer(tools()))(place),
    on,
    check: (definition, fields) => widget.check(definition, fields),
    async submit(definition, fields, id) {
      // Listening comes first: with the store in memory the lead may be captured at once.
      const key = apart++;
      const known = id ?? widget.newId();
      const captured = told('captured', known);
      const delivered = told('delivered', known);
      hand();
      const submission = widget.capture(key, definition, fields, known);
      if (submission.state === 'invalid') return submission;
      const { level } = await captured;
      return { state: 'captured', id: known, level, delivered: delivered.then(() => undefined) };
    },
    consent: choose,
    forget,
    track,
    rule,
    async parked() {
      enter(LIST, 0);
      const [{ list }, all] = [await sources.late(), parked];
      return new Promise((resolve) => list(all, resolve));
    },
    resend: (id) => enter(RESEND, 0, id),
  };
}
