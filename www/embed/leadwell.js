// The script that the tag loads. It alone makes the page's forms safe to submit; the WASM, which judges,
// saves and sends, comes when the page is idle or the visitor does something. Where it never comes, a form
// posts itself, as it would without us. Nothing is thrown into the page, and one global is all we leave.
//
// CORE_JS and CORE_WASM are the hashed names of the loader and the module beside this script.
import { read } from './read.js';

(() => {
  const { document: doc, leadwell: before } = window;
  const tag = doc.currentScript;
  // Not a script: an element of the page that took the name. A second tag: the first one serves.
  if (!(tag instanceof HTMLScriptElement) || before?.bound) return;

  // In the page itself, which saves a slow phone the way to the server, the script has no address of its own.
  const beside = tag.src.slice(0, tag.src.lastIndexOf('/') + 1);
  const collector = (tag.dataset.collector || beside).replace(/\/+$/, '');
  const base = beside || `${collector}/`;
  const bound = new WeakMap(); // form or <leadwell-form> -> its hidden id input
  const held = new Map(); // form -> the body it was submitted with, until it is saved
  const calls = before?.q || [];
  let core, loading, dead;

  const leadwell = (window.leadwell = (...call) => {
    if (call[0] === 'on') doc.addEventListener(`leadwell:${call[1]}`, (e) => call[2](e.detail));
    else if (core) return guard(() => core.command(...call));
    else calls.push(call);
  });
  leadwell.bound = bound;

  const tell = (name, detail) => doc.dispatchEvent(new CustomEvent(`leadwell:${name}`, { bubbles: true, detail }));

  /** Everything that goes into the WASM goes through here. */
  function guard(work) {
    try {
      return dead ? undefined : work();
    } catch (error) {
      die(error);
    }
  }

  /** No WASM, or no more: from now on forms post themselves, with the ids they have. */
  function die(error) {
    if (dead) return;
    dead = true;
    console.warn('Leadwell: without WebAssembly forms are posted by the browser.', error);
    tell('failed', { reason: 'wasm' });
    for (const form of held.keys()) post(form);
    for (const place of doc.querySelectorAll('leadwell-form:empty')) {
      const link = doc.createElement('a');
      link.href = `${collector}/f/${place.getAttribute('form')}`;
      link.textContent = place.title || link.href;
      place.append(link);
    }
  }

  function post(form) {
    release(form);
    HTMLFormElement.prototype.submit.call(form);
  }

  /** UUIDv7, RFC 9562: 48 bits of time, then chance. */
  function newId() {
    const hex = [...crypto.getRandomValues(new Uint8Array(10))].map((b) => (b + 256).toString(16).slice(1)).join('');
    // Eleven digits from 2004 to 2527.
    const time = `0${Date.now().toString(16)}`;
    const variant = '89ab'[hex.charCodeAt(3) & 3];
    return `${time.slice(0, 8)}-${time.slice(8)}-7${hex.slice(0, 3)}-${variant}${hex.slice(4, 7)}-${hex.slice(7, 19)}`;
  }

  const HELD = 'leadwell.held.';
  const heldKey = (form) => HELD + bound.get(form).value;

  /** A submit before the WASM is there is kept where a reload finds it. */
  function hold(form, body) {
    try {
      localStorage.setItem(heldKey(form), `${form.dataset.leadwell}\n${body}`);
    } catch {
      // Blocked or full: the page's memory has it.
    }
  }

  function release(form, key = heldKey(form)) {
    held.delete(form);
    try {
      localStorage.removeItem(key);
    } catch {
      // Blocked: there was nothing kept.
    }
  }

  /** Submits that an earlier page held and could not judge any more: each is one page's to take. */
  function recover() {
    if (navigator.locks) navigator.locks.request('leadwell.held', takeHeld);
    else takeHeld();
  }

  function takeHeld() {
    try {
      for (const [key, text] of Object.entries(localStorage)) {
        const [form, body] = text.split('\n');
        const mine = [...held.keys()].some((one) => heldKey(one) === key);
        if (!key.startsWith(HELD) || mine) continue;
        const id = key.slice(HELD.length);
        core.held(id, form, body);
        // Stored by now, on its way to where it is flushed.
        if (localStorage.getItem(`leadwell.lead.${id}`)) localStorage.removeItem(key);
      }
    } catch {
      // Blocked: there was nothing kept.
    }
  }

  function judge(form, body) {
    const taken = guard(() => core.submit(form, bound.get(form).value, body));
    if (dead) return;
    // Misnamed, and said so: the browser's to post.
    if (taken === undefined) post(form);
    else if (!taken) release(form);
  }

  function submitted(event) {
    const form = event.target;
    // Refused by the page, or, without WASM, for the browser to post.
    if (event.defaultPrevented || dead) return;
    const body = read(form, event.submitter);
    if ([...form.elements].some((input) => input.files?.length)) {
      // For the browser to post, once it is right.
      if (core && guard(() => core.submit(form, '', body)) === false) event.preventDefault();
      return;
    }
    event.preventDefault();
    held.set(form, body);
    if (core) return judge(form, body);
    hold(form, body);
    load();
    // A module that does not come must not keep the lead.
    setTimeout(() => core || die('late'), 10000);
  }

  function bind(form) {
    const id = doc.createElement('input');
    id.type = 'hidden';
    id.name = 'leadwell_id';
    id.value = newId();
    form.append(id);
    bound.set(form, id);
    form.addEventListener('submit', submitted);
    performance.mark('leadwell:bound');
  }

  function scan() {
    for (const form of doc.querySelectorAll('form[data-leadwell],leadwell-form')) {
      const place = form.localName === 'leadwell-form';
      if (!bound.has(form)) {
        if (place) bound.set(form);
        else bind(form);
        if (core) take(form);
      }
    }
  }

  const take = (form) => guard(() => (form.localName === 'leadwell-form' ? core.mount(form) : core.bind(form)));

  function load() {
    loading ||= Promise.all([import(base + CORE_JS), fetch(base + CORE_WASM).then((answer) => answer.arrayBuffer())])
      .then(([module, bytes]) => module.start(bytes, tag, collector, newId, read, die))
      .then((started) => {
        if (dead) return;
        core = started;
        doc.querySelectorAll('form[data-leadwell],leadwell-form').forEach(take);
        for (const [form, body] of held) judge(form, body);
        recover();
        tell('ready', {});
        for (const call of calls) leadwell(...call);
      })
      .catch(die);
  }

  // Saved, or refused: no longer ours to post.
  doc.addEventListener('leadwell:captured', (e) => release(e.target, HELD + e.detail.id));
  // Back from the page that a native post led to: what is sent now is another lead.
  addEventListener('pageshow', (e) => {
    if (e.persisted) for (const form of doc.querySelectorAll('form[data-leadwell]')) bound.get(form).value = newId();
  });
  for (const event of ['pointerdown', 'focusin', 'keydown']) {
    doc.addEventListener(event, load, { once: true, capture: true, passive: true });
  }
  const idle = () => (window.requestIdleCallback || setTimeout)(load, { timeout: 3000 });
  if (doc.readyState === 'complete') idle();
  else addEventListener('load', idle);
  new MutationObserver(scan).observe(doc, { childList: true, subtree: true });
  scan();
  for (const call of calls.splice(0)) leadwell(...call);
})();
