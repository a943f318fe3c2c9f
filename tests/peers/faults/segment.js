// The settings that its CDN would give stand here, since there is no CDN. `BATCH` is replaced: standard delivery, or the
// documented batching.
import { AnalyticsBrowser } from '@segment/analytics-next';

const host = new URL(window.COLLECTOR).host;
const segment = {
  apiKey: 'bench',
  apiHost: `${host}/v1`,
  protocol: 'http',
  ...(window.BATCH ? { deliveryStrategy: { strategy: 'batching', config: { size: 10, timeout: 1000 } } } : {}),
};
const analytics = AnalyticsBrowser.load(
  { writeKey: 'bench', cdnSettings: { integrations: { 'Segment.io': segment } } },
  { integrations: { 'Segment.io': segment } },
);
bench.submit = (what, filler = '') => void analytics.track('bench', { bench: what, filler });
analytics.ready(() => {
  bench.ready = true;
});
