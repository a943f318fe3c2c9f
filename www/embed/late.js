// What is needed late or rarely: the circumstances of a lead, once a form is begun; asking the collector to forget; and the
// turn to send where there are no Web Locks.

/** What the browser says of itself, as it is: what follows from it the collector says. `began`: when the form was gone into. */
function circumstances(began) {
  const { userAgent: ua, userAgentData: { platform, mobile, brands } = {}, maxTouchPoints } = navigator;
  return {
    ua,
    platform,
    mobile,
    brands: brands?.map(({ brand, version }) => `${brand} ${version}`).join(', '),
    viewport: `${innerWidth}x${innerHeight}`,
    touch: maxTouchPoints > 0,
    took: began && Math.round(performance.now() - began),
  };
}

/** Members of a lead's record. `wanted`: what the site collects, or nothing where that is all. */
function members({ began, fields }, controls, wanted, phone) {
  const normalized = {};
  for (const { name, value } of controls) {
    const { kind, country = '' } = fields.get(name) || {};
    // Where nobody went into the field there is no helper, and the collector makes it.
    if (kind === 'phone') normalized[name] = phone?.e164(value, country) || undefined;
  }
  return `,"context":${JSON.stringify(circumstances(began), wanted)},"normalized":${JSON.stringify(normalized)}`;
}

export const judge = () => members;

/** Has everything forgotten that came with these tokens. `bases`: collector, and the site's own path to it or nothing. */
export async function fulfil(wish, [collector, fallback], landed, fulfilled) {
  let forgotten = null;
  try {
    // What is on its way would arrive after the wish.
    await landed();
    let sum = 0;
    for (const one of wish.split(' ')) {
      const post = (base) => fetch(`${base}/v1/forget`, {
        method: 'POST', body: `{"v":1,"token":"${one}"}`, keepalive: true, credentials: 'omit',
      });
      sum += (await (await post(collector).catch(() => fallback && post(fallback))).json()).forgotten;
    }
    if (sum >= 0) {
      forgotten = sum;
      fulfilled();
    }
  } catch {
    // No answer, or none of a collector.
  }
  document.dispatchEvent(new CustomEvent('leadwell:forgotten', { bubbles: true, detail: { forgotten } }));
}

/** Longer than a turn, which starts nothing new after 20 seconds, and its last request. */
const LEASE_TIME = 45000;

/**
 * A lease in the store, looked at and taken in one transaction, so that two pages never both find it free. `mine`: whether
 * it is still wanted; `leased` takes what gives it back.
 */
export async function lease(steal, mine, leased, transact, aside) {
  const key = `${aside}lease`;
  const token = Math.random();
  const own = (row) => row && parseFloat(row) === token;
  while (mine()) {
    let got = true;
    await transact('readwrite', (outbox) => {
      const row = outbox.get(key);
      row.onsuccess = () => {
        got = steal || !(row.result?.split(' ')[1] > Date.now());
        if (got) outbox.put(`${token} ${Date.now() + LEASE_TIME}`, key);
      };
      return row;
    });
    if (got && mine()) {
      return leased(() => transact('readwrite', (outbox) => {
        const row = outbox.get(key);
        row.onsuccess = () => own(row.result) && outbox.delete(key);
        return row;
      }));
    }
    await new Promise((resolve) => setTimeout(resolve, 1000));
  }
}
