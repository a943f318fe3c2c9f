// What the visitor does on a page, for the journey: how far it was read, links that lead away, files, videos, pages
// that a script shows under addresses of their own, and how it went with its forms. Loaded once the journey may be
// kept. Nothing here asks the page for its layout while something moves, and nothing keeps what was typed.
const FILES = /\.(pdf|docx?|xlsx?|pptx?|odt|ods|odp|rtf|txt|csv|zip|rar|7z|gz|dmg|exe|msi|pkg|apk|mp3|mp4|mov|avi|ics|epub)$/i;
const QUARTERS = [25, 50, 75, 100];
const FORMS = 'form[data-leadwell],leadwell-form';

/**
 * Starts to look; `note` takes a kind of event, what it is about, and how much of it. `view` is told that the address
 * may have changed. The result ends it.
 */
export function follow(note, view) {
  const off = new AbortController();
  const { signal } = off;
  const on = (target, type, work, capture = true) =>
    target.addEventListener(type, work, { signal, passive: true, capture });
  const idle = (work) => (window.requestIdleCallback || setTimeout)(() => signal.aborted || work(), { timeout: 2000 });

  // Each quarter of each page once: pages of a single-page application have addresses of their own.
  const once = (() => {
    let page;
    let told = new Set();
    return (kind, about) => {
      if (page !== location.pathname) told = new Set();
      page = location.pathname;
      const key = `${kind} ${about}`;
      if (told.has(key)) return;
      told.add(key);
      note(kind, about);
    };
  })();

  let waiting;
  function depth() {
    waiting = false;
    const { scrollHeight } = document.documentElement;
    // A page that fits the screen is read without scrolling, and says nothing.
    if (scrollHeight <= innerHeight) return;
    const seen = ((scrollY + innerHeight + 1) / scrollHeight) * 100;
    for (const quarter of QUARTERS) if (seen >= quarter) once('scroll', String(quarter));
  }
  on(window, 'scroll', () => {
    if (!waiting) idle(depth);
    waiting = true;
  });

  on(document, 'click', ({ target }) => {
    const link = target.closest?.('a[href]');
    const { protocol, host, pathname } = link || {};
    // A file has its path, a link away its host and path: what stands behind the question mark may be anything.
    if (!/^https?:$/.test(protocol)) return;
    const away = host !== location.host;
    if (FILES.test(pathname) || link.hasAttribute('download')) note('file_click', (away ? host : '') + pathname);
    else if (away) note('outbound_click', host + pathname);
  });

  // Events of media don't bubble, but they are captured on their way.
  on(document, 'timeupdate', ({ target: { currentTime, duration, currentSrc } }) => {
    if (!(duration > 0) || !Number.isFinite(duration)) return;
    const name = currentSrc.split(/[?#]/)[0].split('/').pop().slice(0, 80);
    for (const quarter of [0, ...QUARTERS]) {
      // The last event comes a moment before the end.
      if ((currentTime / duration) * 100 + 0.5 >= quarter) once('video', `${name} ${quarter}`);
    }
  });

  if (window.IntersectionObserver) {
    const seen = new IntersectionObserver((entries) => {
      for (const { isIntersecting, target } of entries) {
        if (isIntersecting) once('form_view', target.dataset.leadwell || target.getAttribute('form'));
      }
    });
    const watch = () => document.querySelectorAll(FORMS).forEach((form) => seen.observe(form));
    const changes = new MutationObserver(() => idle(watch));
    changes.observe(document, { childList: true, subtree: true });
    signal.addEventListener('abort', () => (seen.disconnect(), changes.disconnect()));
    watch();
  }
  const leave = attend(on, note);
  navigate(on, signal, () => {
    leave();
    view();
    idle(depth);
  });
  idle(depth);
  return () => off.abort();
}

/**
 * How long somebody was in each field, and whether a form that was begun was left. Fields are told when the form is
 * submitted or left, each once: a long form would push everything else out of the journey. The result is to be called
 * when the page has become another one.
 */
function attend(on, note) {
  /** By form: when it was begun, and its fields with their milliseconds. */
  const begun = new Map();
  /** Submitted, and nothing typed since: the focus that stays there begins nothing. */
  const sent = new WeakSet();
  let form;
  let field;
  let since;

  function count() {
    const { fields } = begun.get(form) || {};
    const now = performance.now();
    if (field) fields?.set(field, (fields.get(field) || 0) + now - since);
    since = now;
  }

  function enter(control) {
    count();
    const { name, type } = control || {};
    form = control?.form;
    field = form?.dataset?.leadwell && type !== 'password' && type !== 'submit' && name;
    if (field && !begun.has(form) && !sent.has(form)) begun.set(form, { at: performance.now(), fields: new Map() });
  }

  function tell(which) {
    count();
    const { fields } = begun.get(which) || {};
    for (const [name, ms] of fields || []) note('form_field', `${which.dataset.leadwell}.${name}`, Math.round(ms));
    fields?.clear();
  }

  function abandon(gone) {
    for (const [which, { at }] of begun) {
      if (!gone(which)) continue;
      tell(which);
      note('form_abandon', which.dataset.leadwell, Math.round(performance.now() - at));
      begun.delete(which);
    }
  }

  on(document, 'focusin', ({ target }) => enter(target));
  on(document, 'focusout', () => enter());
  on(document, 'visibilitychange', () => enter(document.hidden ? undefined : document.activeElement));
  // Before the lead is made of it.
  on(document, 'submit', ({ target }) => tell(target));
  on(document, 'leadwell:captured', ({ target }) => begun.delete(target) && sent.add(target));
  on(document, 'input', ({ target }) => sent.delete(target.form) && enter(target));
  // The browser posts it.
  on(window, 'submit', (event) => event.defaultPrevented || begun.delete(event.target), false);
  on(window, 'pagehide', () => abandon(() => true));
  enter(document.activeElement);
  return () => abandon((which) => !which.isConnected);
}

/** Hears of each change of address that loads no page. */
function navigate(on, signal, moved) {
  // Once the script that changed it has done the rest.
  const later = () => setTimeout(() => signal.aborted || moved());
  if (window.navigation) return on(navigation, 'currententrychange', later);
  on(window, 'popstate', later);
  for (const name of ['pushState', 'replaceState']) {
    const before = history[name];
    const ours = function (...args) {
      const result = before.apply(this, args);
      later();
      return result;
    };
    history[name] = ours;
    // Unless somebody has put theirs over it.
    signal.addEventListener('abort', () => history[name] === ours && (history[name] = before));
  }
}

const MOST = 10;

/** What a site tells with an event, as the JSON of an object of texts; what can't go is left out, and said. */
export function texts(props, complain) {
  const all = Object.entries(Object(props));
  const kept = new Map();
  for (const [name, value] of all) {
    const why = refusal(name, value) || (kept.size === MOST && `there are more than ${MOST}`);
    if (why) complain(`"${name}" does not go with the event: ${why}`);
    else kept.set(name, String(value));
  }
  return kept.size ? JSON.stringify(Object.fromEntries(kept)) : '';
}

function refusal(name, value) {
  if (!/^[\w.-]{1,50}$/.test(name)) return 'its name must be 1 to 50 letters, digits, dots, - or _';
  if (!['string', 'number', 'boolean'].includes(typeof value)) return 'it must be a text, a number, true or false';
  const text = String(value);
  if (text.length > 100 || /\p{Cs}/u.test(text)) return 'it must be a text of at most 100 characters';
  if (/\S@\S+\.\S/.test(text)) return 'it looks like an e-mail address';
  // Seven digits and more, however they are grouped; of a number ten. A date is none.
  const digits = typeof value === 'number' ? /\d{10}/ : /\d(?:[\s()./-]{0,3}\d){6}/;
  if (digits.test(text.replace(/\b\d{4}-\d\d-\d\d\b/g, ''))) return 'it looks like a telephone number';
}
