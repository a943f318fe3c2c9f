// The recipe of its documentation, kept for a week instead of a day.
import { BackgroundSyncPlugin } from 'workbox-background-sync';
import { registerRoute } from 'workbox-routing';
import { NetworkOnly } from 'workbox-strategies';

addEventListener('install', () => skipWaiting());
addEventListener('activate', (event) => event.waitUntil(clients.claim()));
const queue = new BackgroundSyncPlugin('bench', { maxRetentionTime: 7 * 24 * 60 });
registerRoute(({ url }) => url.pathname === '/collect', new NetworkOnly({ plugins: [queue] }), 'POST');
