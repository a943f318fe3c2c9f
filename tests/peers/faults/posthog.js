// Everything but the sending of events is off. Drivers of browsers count as bots unless told otherwise.
import posthog from 'posthog-js';

posthog.init('phc_bench', {
  api_host: window.COLLECTOR,
  autocapture: false,
  capture_pageview: false,
  capture_pageleave: false,
  capture_performance: false,
  capture_dead_clicks: false,
  disable_session_recording: true,
  disable_surveys: true,
  disable_external_dependency_loading: true,
  advanced_disable_flags: true,
  opt_out_useragent_filter: true,
  persistence: 'localStorage',
  loaded: () => {
    bench.ready = true;
  },
});
bench.submit = (what, filler = '') => posthog.capture('bench', { bench: what, filler });
