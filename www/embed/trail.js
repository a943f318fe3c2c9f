// What the visitor does on a page, for the journey: how far it was read, links that lead away, files, videos, and
// whether a form came into view. Loaded once the journey may be kept. Nothing here asks the page for its layout while
// something moves, and nothing keeps what was typed.
const FILES = /\.(pdf|docx?|xlsx?|pptx?|odt|ods|odp|rtf|txt|csv|zip|rar|7z|gz|dmg|exe|msi|pkg|apk|mp3|mp4|mov|avi|ics|epub)$/i;
const QUARTERS = [25, 50, 75, 100];
const FORMS = 'form[data-leadwell],leadwell-form';

/** Starts to look; `note` takes a kind of event and what it is about. The result ends it. */
export function follow(note) {
  const off = new AbortController();
  const { signal } = off;
  const on = (target, type, work) => target.addEventListener(type, work, { signal, passive: true, capture: true });
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
  idle(depth);
  return () => off.abort();
}
