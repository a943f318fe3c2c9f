// The settings that its CDN would give stand here, since there is no CDN. `BATCH` says whether by standard delivery or by
// the documented batching; either with `keepalive`, which lets a request outlive its page.
import { AnalyticsBrowser } from '@segment/analytics-next';

const host = new URL(window.COLLECTOR).host;
const segment = {
  apiKey: 'bench',
  apiHost: `${host}/v1`,
  protocol: 'http',
  deliveryStrategy: window.BATCH
    ? { strategy: 'batching', config: { size: 10, timeout: 1000, keepalive: true } }
    : { strategy: 'standard', config: { keepalive: true } },
};
const analytics = AnalyticsBrowser.load(
  { writeKey: 'bench', cdnSettings: { integrations: { 'Segment.io': segment } } },
  { integrations: { 'Segment.io': segment } },
);
bench.submit = (what, filler = '') => void analytics.track('bench', { bench: what, filler });
analytics.ready(() => {
  bench.ready = true;
});
