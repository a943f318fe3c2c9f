// The defaults, each event at once (`bufferSize: 1`) by POST and kept in localStorage until it is sent, and `keepalive`,
// which lets a request outlive its page.
import { newTracker, trackStructEvent } from '@snowplow/browser-tracker';

newTracker('bench', window.COLLECTOR, {
  appId: 'bench',
  eventMethod: 'post',
  bufferSize: 1,
  stateStorageStrategy: 'cookieAndLocalStorage',
  keepalive: true,
});
bench.submit = (what, filler = '') => trackStructEvent({ category: 'bench', action: what, label: filler });
bench.ready = true;
