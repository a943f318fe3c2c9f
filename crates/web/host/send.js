// fetch: a request to the collector, and what came of it. `text/plain` needs no preflight, which could not
// finish while the page unloads; `keepalive` lets the request outlive the page.
import { collector, widget } from './widget.js';

const flying = new Map();
/** Browsers allow 64 KiB of keepalive bodies in flight. */
const KEEPALIVE_MOST = 60000;

export async function send(number, body) {
  const controller = new AbortController();
  flying.set(number, controller);
  let answer = [0, '', ''];
  try {
    const response = await fetch(`${collector}/v1/collect`, {
      method: 'POST',
      body,
      keepalive: body.length < KEEPALIVE_MOST,
      credentials: 'omit',
      signal: controller.signal,
    });
    answer = [response.status, response.headers.get('Retry-After') || '', await response.text()];
  } catch {
    // No answer: it may have arrived or not.
  }
  flying.delete(number);
  widget.replied(number, ...answer);
}

export const abort = (number) => flying.get(number)?.abort();
