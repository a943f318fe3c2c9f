// What is needed late or rarely: the circumstances of a lead, once a form is begun; what a refused lead says; asking the
// collector to forget; and the turn to send where there are no Web Locks.

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

/** Why leads were refused: a text of JSON for each, that goes with the rest when the visitor wants to be forgotten. */
const WHY = 'leadwell.why.';

document.addEventListener('leadwell:delivered', ({ detail }) => {
  try {
    localStorage.removeItem(WHY + detail.id);
  } catch {
    // Blocked: nothing was kept.
  }
});

/**
 * A lead was refused. Its form is as it was sent, with what is wrong at the fields, unless something has been typed since;
 * sent again, it takes the place of the refused one. Whether a lead arrived that is `unconfirmed` no visitor can mend.
 */
export function refused(entry, { id, errors }, parked, announce, showErrors, words) {
  try {
    localStorage.setItem(WHY + id, JSON.stringify(errors));
  } catch {
    // Blocked: it was told, and is not kept.
  }
  const lead = JSON.parse(parked).find((one) => one.id === id);
  const [{ code, message } = {}] = errors;
  if (!entry || code === 'unconfirmed') return;
  if (!entry.done || !lead) return announce(entry, message || words.check_fields);
  refill(entry.form, lead);
  entry.done = false;
  // Gone at the next key in the field, like what the site's own rules say.
  for (const error of errors) entry.own[error.field] = error.message;
  announce(entry, (!showErrors(entry, errors) && message) || words.check_fields);
}

function refill(form, { id, fields }) {
  for (const control of form.elements) {
    const values = [fields[control.name] ?? []].flat();
    if (!values.length || control.type === 'file') continue;
    if (/radio|checkbox/.test(control.type)) control.checked = values.includes(control.value);
    else if (control.options) for (const option of control.options) option.selected = values.includes(option.value);
    else control.value = values[0];
  }
  form.querySelector('[name=leadwell_id]').value = id;
}

/** `leadwell('parked', told)`: the records of refused leads, each with the reasons as `errors`. */
export function list(parked, told) {
  const all = JSON.parse(parked);
  try {
    for (const key of Object.keys(localStorage)) {
      const lead = all.find(({ id }) => key === WHY + id);
      if (lead) lead.errors = JSON.parse(localStorage.getItem(key));
    }
  } catch {
    // Blocked: the reasons were told once.
  }
  told(all);
}

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
