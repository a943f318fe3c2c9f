// Leads told to a destination by the page itself, loaded by pages that name one. WASM is the name of the module for a
// webhook or a collector, SERVICES that of the one for all kinds.
import { Target } from './glue.js';
import { open } from './module.js';

let opening;
let target;
/** Browsers allow 64 KiB of keepalive bodies in flight. */
const KEEPALIVE_MOST = 48000;

/**
 * Where a second copy would count, what has become of a lead is noted until its page is through with it: `sent` while nobody
 * knows, then `delivered`. A page that went in between leaves it to the next one. Read, or written where a state is given; an
 * empty one takes it away.
 */
function way(id, ...state) {
  const key = `leadwell.way.${id}`;
  try {
    if (!state.length) return localStorage[key];
    if (state[0]) localStorage[key] = state[0];
    else delete localStorage[key];
  } catch {
    // Blocked: a page knows of its own requests alone.
  }
  return undefined;
}

document.addEventListener('leadwell:delivered', ({ detail }) => way(detail.id, ''));

/** Throws what is wrong with the name; nothing where the module does not come, which the next request asks for again. */
async function aim(named) {
  opening ||= open(/^(webhook|zapier|leadwell)\b/.test(named) ? WASM : SERVICES);
  try {
    await opening;
  } catch {
    opening = undefined;
    return undefined;
  }
  const [kind, what = '/'] = named.split(/:(.*)/s);
  // A path, or nothing, is this site's own.
  const text = what.startsWith('/') ? `${kind}:${location.origin}${what}` : named;
  return (target ||= new Target(text, location.protocol === 'https:'));
}

/**
 * Tells the leads of a request to the destination, one after the other. The answer is as a collector would give it, so that
 * whoever asked does with it as ever: what is not named comes again.
 */
export async function tell(named, body, signal, complain) {
  try {
    if (!(await aim(named))) return answer({});
  } catch (wrong) {
    complain(`"data-destination" is not right: ${wrong}`);
    return answer({ retry_after_s: 3600 });
  }
  const said = { accepted: [], rejected: [] };
  for (const record of JSON.parse(body).records) {
    const careful = !/^(webhook|leadwell|hubspot|mautic)/.test(named);
    const [word, ...more] = (careful && before(record.id)) || (await tellOne(target, record, signal, careful));
    if (word === 'delivered') said.accepted.push(record.id);
    else if (word === 'refused') said.rejected.push({ id: record.id, errors: errors(more) });
    else {
      // Nobody is told more often than it bears.
      said.retry_after_s = +more[0] || undefined;
      if (word === 'misconfigured') {
        complain(`the destination takes no lead: ${more[0]}`);
        said.retry_after_s = 3600;
      }
      break;
    }
  }
  return answer(said);
}

const answer = (said) => new Response(JSON.stringify(said), { status: said.accepted?.length || said.rejected?.length ? 200 : 503 });

/** `careful`: a second copy would count, so that a lead is only sent where somebody is there to take it. */
async function tellOne(target, lead, signal, careful) {
  const record = JSON.stringify(lead);
  let memo = '';
  for (;;) {
    const [method, url, headers, body] = target.encode(record, memo, Date.now()).split('\0');
    if (method === '!') return ['refused', url, headers, body];
    let reply = ['', 1, ''];
    try {
      if (careful) await fetch(new URL(url).origin, { method: 'HEAD', mode: 'no-cors', credentials: 'omit', cache: 'no-store', signal });
      reply = ['', 0, ''];
      if (careful) way(lead.id, 'sent');
      const response = await fetch(url, {
        method, body, signal,
        headers: headers.split('\n').map((line) => line.split(/: (.*)/s).slice(0, 2)),
        keepalive: body.length < KEEPALIVE_MOST,
        credentials: 'omit',
        redirect: 'manual',
      });
      const status = response.type === 'opaqueredirect' ? 302 : response.status;
      reply = [[...response.headers].map(header).join('\n'), status, await response.text()];
    } catch {
      // Not sent, or no answer, or none that may be read.
    }
    const verdict = target.decode(record, memo, reply[1], reply[0], reply[2], Date.now()).split('\0');
    if (careful) way(lead.id, verdict[0] === 'delivered' && verdict[0]);
    if (verdict[0] !== 'next') return verdict;
    memo = verdict[1];
  }
}

/** A date to wait for is told in seconds. */
const header = ([name, value]) =>
  `${name}: ${name === 'retry-after' && isNaN(value) ? Math.ceil((Date.parse(value) - Date.now()) / 1000) : value}`;

/** What a page that went has left of a lead: its verdict, if it had one. Sent again by somebody's word, it goes. */
function before(id) {
  const state = way(id);
  if (state === 'delivered') return [state];
  if (!state) return undefined;
  way(id, '');
  return ['refused', '', 'unconfirmed', 'the page went before the answer came'];
}

function errors(texts) {
  const list = [];
  while (texts.length > 2) {
    const [field, code, message] = texts.splice(0, 3);
    list.push({ field, code, message });
  }
  return list;
}
