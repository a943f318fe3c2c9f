// Signals of consent: what consent platforms and Google Consent Mode say in the page, and the line that tells the
// visitor that the browser's own was honoured. Loaded where the page or the browser has one. It only listens: nothing
// is asked twice, nothing is written, and none of their inner state is touched.
import { signal_honoured } from './words-en.js';

// Places in `ConsentSource::SPEAKERS`.
const [TCF, GPP, MODE] = [3, 4, 5];

/** `hear` takes who speaks, whether it is allowed (nothing: not known), and what was read. */
export function listen(honoured, hear, forms, make, words) {
  if (honoured) return tell(forms, make, words);
  calmly(() => tcf(hear));
  calmly(() => gpp(hear));
  calmly(() => mode(hear));
}

/** Their code is not ours: where it throws, nothing was said. */
function calmly(work) {
  try {
    work();
  } catch (error) {
    console.warn('Leadwell: a consent platform could not be read.', error);
  }
}

/** A line in each form, also in those that come later. */
function tell(forms, make, words) {
  const lines = new WeakSet();
  const add = () => {
    for (const { form } of forms) {
      if (lines.has(form)) continue;
      lines.add(form);
      const line = make('p', 'leadwell-status leadwell-signal');
      line.textContent = words.signal_honoured || signal_honoured;
      form.append(line);
    }
  };
  add();
  new MutationObserver(add).observe(document, { childList: true, subtree: true });
}

/** IAB TCF 2: purpose 1 is to keep something on the device. Legitimate interest is no consent. */
function tcf(hear) {
  window.__tcfapi?.('addEventListener', 2, (data, success) => {
    if (!success) return;
    const { eventStatus, gdprApplies, purpose } = data;
    if (gdprApplies === false) return hear(TCF, undefined, 'TCF does not apply');
    // While the dialogue is open what it said before stands.
    if (!/^(tcloaded|useractioncomplete)$/.test(eventStatus)) return;
    hear(TCF, purpose?.consents?.[1] === true, `TCF purpose 1, ${eventStatus}`);
  });
}

const OPT_OUTS = ['SaleOptOut', 'SharingOptOut', 'TargetedAdvertisingOptOut'];

/** IAB GPP: the European section allows or refuses; those of the United States only ever refuse. */
function gpp(hear) {
  let said;
  window.__gpp?.('addEventListener', ({ pingData }) => {
    if (pingData?.signalStatus !== 'ready') return;
    let allowed;
    let reason = 'GPP';
    for (const [name, parts] of Object.entries(pingData.parsedSections || {})) {
      const section = Object.assign({}, ...[parts].flat());
      const purposes = section.PurposeConsents ?? section.PurposeConsent;
      const out = OPT_OUTS.find((key) => section[key] === 1) || (section.Gpc === true && 'Gpc');
      if (out || (purposes && !purpose1(purposes))) {
        allowed = false;
        reason = `GPP ${name} ${out || 'purpose 1'}`;
        break;
      }
      if (purposes) {
        allowed = true;
        reason = `GPP ${name} purpose 1`;
      }
    }
    // It speaks at every change of its own, most of which are none for us.
    if (said !== reason + allowed) hear(GPP, allowed, reason);
    said = reason + allowed;
  });
}

/** Booleans: a list from purpose 1 on, or an object by number. */
const purpose1 = (purposes) => (Array.isArray(purposes) ? purposes[0] : purposes[1]) === true;

/** Google Consent Mode: there is no way to ask, so what is pushed is read, `analytics_storage` of it. */
function mode(hear) {
  const layer = window.dataLayer;
  if (!layer?.push) return;
  let regional;
  let updated;
  const read = (item) => {
    if (item?.[0] !== 'consent') return;
    const [, what, { analytics_storage: storage, region } = {}] = item;
    if (what === 'default') {
      // For some regions, and which one this is nobody tells: then no default allows anything.
      regional ||= region;
      // A refusal before anybody was asked is none: it is not known.
      if (!updated && storage) hear(MODE, storage === 'granted' && !regional ? true : undefined, `default ${storage}`);
    } else if (what === 'update' && storage) {
      updated = true;
      hear(MODE, storage === 'granted', `update ${storage}`);
    }
  };
  for (const item of layer) calmly(() => read(item));
  // As Google's own code does it: whoever pushes goes on as before.
  const { push } = layer;
  layer.push = function (...items) {
    const result = push.apply(this, items);
    for (const item of items) calmly(() => read(item));
    return result;
  };
}
