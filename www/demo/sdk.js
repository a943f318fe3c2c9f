// The SDK without a bundler, behind an interface of the page's own.
import { createLeadwell } from '/sdk/index.js';

const form = document.getElementById('callback');
const log = document.getElementById('log');
const note = (text) => {
  const line = document.createElement('li');
  line.textContent = text;
  log.append(line);
};

const callback = {
  form: 'callback',
  fields: [
    { name: 'name', label: 'Name', required: true },
    { name: 'phone', kind: 'phone', label: 'Phone', required: true },
    { name: 'email', kind: 'email', label: 'E-mail', required: true },
  ],
};

const leadwell = await createLeadwell({ collector: 'https://collector.example', site: 'northlight' });
document.documentElement.dataset.ready = 'sdk';

form.addEventListener('submit', async (event) => {
  event.preventDefault();
  log.replaceChildren();
  const result = await leadwell.submit(callback, Object.fromEntries(new FormData(form)));
  for (const field of callback.fields) {
    form.elements[field.name].toggleAttribute('aria-invalid', false);
  }
  if (result.state === 'invalid') {
    for (const error of result.errors) {
      form.elements[error.field].setAttribute('aria-invalid', 'true');
      note(`${error.field}: ${error.message}`);
    }
    return;
  }
  form.reset();
  note(`Saved (${result.level}).`);
  await result.delivered;
  note('Delivered: we call you back.');
});
