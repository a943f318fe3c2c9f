// Each event at once (`bufferSize: 1`) by POST, kept in localStorage until it is sent: the defaults of the browser
// tracker, but for the buffer's size, which is what its documentation advises where no event may wait.
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
