(() => {
  const tell = (kind, text) => navigator.sendBeacon('/__seen', JSON.stringify([kind, String(text)]));
  for (const level of ['log', 'info', 'warn', 'error']) {
    const real = console[level];
    console[level] = (...args) => {
      tell(level, args.map(String).join(' '));
      real.apply(console, args);
    };
  }
  addEventListener('error', (e) => tell('uncaught', e.message));
  addEventListener('unhandledrejection', (e) => tell('rejected', e.reason));
  addEventListener('securitypolicyviolation', (e) => tell('violation', e.violatedDirective + ' ' + e.blockedURI));
  for (const name of ['ready', 'invalid', 'captured', 'delivered', 'rejected', 'stage', 'failed', 'forgotten']) {
    const note = (e) => tell('event', `${name} ${JSON.stringify(e.detail)}${e.bubbles ? '' : ' (does not bubble)'}`);
    addEventListener('leadwell:' + name, note, true);
  }
})();
