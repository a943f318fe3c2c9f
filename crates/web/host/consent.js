// Whether the journey may be kept: who says so, and the code that comes once it is known. What looks at the visitor
// comes when that is allowed, and not before; what reads signals, where the page or the browser has one.
import { CONSENT, COURSE, enter, TRACK } from './door.js';
import { forms } from './forms.js';
import { token } from './forget.js';
import { bring, sources } from './help.js';
import { kept } from './kept.js';
import { view } from './page.js';
import { make } from './show.js';
import { collector, complain, model, newId, settings } from './widget.js';
import { words } from './words.js';

/** As the record has it: `journey`, `source`, `reason` and more. */
export let consent;

let stop;
let reader;

/** Somebody speaks: `who` is a place in `ConsentSource::SPEAKERS`; nothing said takes back what was. */
const hear = (who, allowed, reason) => enter(CONSENT, who * 4 + (allowed ? 1 : allowed === false ? 2 : 0), reason);

/** `leadwell('consent', …)`: the visitor's choice, or a function that is told how it stands. The answer says it too. */
export function choose(choice) {
  if (typeof choice === 'function') choice(consent);
  else if (choice) hear(2, choice.journey === true, "leadwell('consent')");
  return consent;
}

/** It was decided: at the start, and whenever somebody spoke. */
export function decided(state) {
  // A consent platform may come until the page is loaded.
  if (!consent) addEventListener('load', listen);
  consent = state;
  listen();
  if (consent.journey !== 'granted') stop = stop?.abort();
  else if (!stop) {
    const { signal } = (stop = new AbortController());
    bring('stages')?.then((file) => file?.follow(signal, {
      COURSE, collector, consent: () => consent, enter, kept, model, newId, settings, token, TRACK, trail: sources.trail, view,
    }));
  }
}

function listen() {
  const honoured = /gpc|dnt/.test(consent.source);
  if (honoured || window.__tcfapi || window.__gpp || window.dataLayer) {
    reader ||= sources.signals?.().then((signals) => signals.listen(honoured, hear, forms, make, words), () => {});
  }
}

/** `leadwell('track', name, props)`. What goes with it is looked at by code that comes when it is asked for. */
export async function track(name, props) {
  if (typeof name !== 'string' || /^(touch|session_start|consent|answer|submit)$/.test(name)) {
    return complain(`"${name}" is no name of an event`);
  }
  // Without, it is noted in this very moment.
  if (!props) return enter(TRACK, 0, name);
  const texts = await sources.trail?.().then((trail) => trail.texts(props, complain), () => '');
  enter(TRACK, 0, name, '', texts);
}
