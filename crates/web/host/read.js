/** The fields as the browser would post them, urlencoded, without secrets. */
export function read(form, button) {
  const data = new FormData(form);
  if (button?.name) data.append(button.name, button.value);
  for (const input of form.querySelectorAll('[type=password]')) data.delete(input.name);
  // Of a file its name, size and type; the bytes are the browser's to send.
  const text = (value) => (value.name ? `${value.name}/${value.size}/${value.type}` : value.name ?? value);
  return new URLSearchParams([...data].map(([name, value]) => [name, text(value)])).toString();
}
