// What the browser itself tells about a page: paints, shifts, long tasks and the scripts in long frames.
// `bench()` returns it so far.
(() => {
  const seen = { fcp: 0, lcp: 0, element: '', cls: 0, tasks: [], frames: [], events: {} };
  const flushes = [];
  const watch = (type, take) => {
    const observer = new PerformanceObserver((list) => list.getEntries().forEach(take));
    observer.observe({ type, buffered: true });
    flushes.push(() => observer.takeRecords().forEach(take));
  };

  watch('paint', (e) => {
    if (e.name === 'first-contentful-paint') seen.fcp = e.startTime;
  });
  watch('largest-contentful-paint', (e) => {
    seen.lcp = e.startTime;
    seen.element = e.element ? e.element.localName : '';
  });

  // CLS is the worst window: shifts less than a second apart, five seconds at most.
  let sum = 0, first = -Infinity, last = -Infinity;
  watch('layout-shift', (e) => {
    if (e.hadRecentInput) return;
    if (e.startTime - last >= 1000 || e.startTime - first >= 5000) {
      sum = 0;
      first = e.startTime;
    }
    last = e.startTime;
    sum += e.value;
    seen.cls = Math.max(seen.cls, sum);
  });

  const times = (e) => ({ start: e.startTime, duration: e.duration });
  watch('longtask', (e) => seen.tasks.push(times(e)));
  watch('long-animation-frame', (e) => seen.frames.push({
    ...times(e),
    scripts: e.scripts.map((s) => ({ ...times(s), url: s.sourceURL, invoker: s.invoker })),
  }));

  for (const name of ['ready', 'captured', 'delivered', 'failed']) {
    addEventListener('leadwell:' + name, () => (seen.events[name] ??= performance.now()), true);
  }
  window.bench = () => {
    flushes.forEach((flush) => flush());
    return seen;
  };
})();
