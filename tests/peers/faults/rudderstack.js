// The defaults, with a queue of 100 (which can be set larger). Its configuration stands here instead of on its control plane; no integrations, which would have to be fetched.
import { RudderAnalytics } from '@rudderstack/analytics-js/bundled';

const analytics = new RudderAnalytics();
analytics.load('1bench1bench1bench1bench1be', window.COLLECTOR, {
  configUrl: window.COLLECTOR,
  loadIntegration: false,
  sendAdblockPage: false,
  getSourceConfig: () => ({
    source: {
      id: 'bench',
      name: 'bench',
      writeKey: '1bench1bench1bench1bench1be',
      enabled: true,
      workspaceId: 'bench',
      destinations: [],
      config: { statsCollection: { errors: { enabled: false }, metrics: { enabled: false } } },
      connections: [],
      dataplanes: {},
    },
    updatedAt: '2026-01-01T00:00:00.000Z',
  }),
});
bench.submit = (what, filler = '') => analytics.track('bench', { bench: what, filler });
analytics.ready(() => {
  bench.ready = true;
});
