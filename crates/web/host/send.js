// fetch: a request to the collector, and what came of it. `text/plain` needs no preflight, which could not
// finish while the page unloads; `keepalive` lets the request outlive the page.
import { DELIVERED, enter, REFUSED, REPLIED } from './door.js';
import { sources } from './help.js';
import { collector, complain, fallback, settings } from './widget.js';

const flying = new Map();
/** Browsers allow 64 KiB of keepalive bodies in flight. */
const KEEPALIVE_MOST = 48000;

/** `other`: by the site's own path, where browsers block the collector. */
export async function send(number, body, other) {
  const controller = new AbortController();
  flying.set(number, controller);
  let status = 0;
  let wait;
  try {
    const { signal } = controller;
    const response = settings.destination
      ? await (await sources.destination()).tell(settings.destination, body, signal, complain)
      : await fetch(`${other === undefined ? collector : fallback}/v1/collect`, {
        method: 'POST',
        body,
        keepalive: body.length < KEEPALIVE_MOST,
        credentials: 'omit',
        signal,
      });
    const text = await response.text();
    ({ status } = response);
    const said = read(text);
    const after = response.headers.get('Retry-After');
    // Seconds or a date; where it may not be read, the body has it.
    wait = parseInt(after) || Math.ceil((Date.parse(after) - Date.now()) / 1000) || said.retry_after_s;
    for (const id of [...list(said.accepted), ...list(said.duplicate)]) enter(DELIVERED, 0, id);
    for (const { id, errors } of list(said.rejected)) refuse(id, list(errors));
    refuse('', list(said.errors));
  } catch {
    // No answer, or none that we understand: it may have arrived or not.
  }
  flying.delete(number);
  enter(REPLIED, number, status, wait || '');
}

/** The body as the contract has it; anything else (a captive portal's page) says nothing. */
function read(text) {
  try {
    return Object(JSON.parse(text));
  } catch {
    return {};
  }
}

const list = (value) => (Array.isArray(value) ? value : []);

function refuse(id, errors) {
  if (id && !errors.length) errors.push({});
  for (const { field, code, param, message } of errors) enter(REFUSED, 0, id, field, code, param, message);
}

export const abort = (number) => flying.get(number)?.abort();

/** Nothing is on its way any more. */
export async function landed() {
  while (flying.size) await new Promise((resolve) => setTimeout(resolve, 50));
}
