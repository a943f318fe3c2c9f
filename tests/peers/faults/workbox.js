// A page that posts, and a service worker that keeps what could not be posted and sends it again.
navigator.serviceWorker.register('/workbox-worker.js');
const start = () => {
  bench.submit = (what, filler = '') => {
    const body = JSON.stringify({ id: crypto.randomUUID(), bench: what, filler });
    fetch(`${window.COLLECTOR}/collect`, { method: 'POST', body, keepalive: body.length < 60000 }).catch(() => {});
  };
  bench.ready = true;
};
if (navigator.serviceWorker.controller) start();
else navigator.serviceWorker.addEventListener('controllerchange', start);
