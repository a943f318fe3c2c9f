// A remark below a field: advice, that a person may take or leave. Unlike an error it marks nothing as wrong
// and keeps nobody from going on.
import css from './note.css';

let styled;
/** By control: the id of its note. */
const ids = new WeakMap();

/** Shows `text` (or nothing) below the control; with `take` it is a button that does that. */
export function note(control, tools, text, take) {
  const { calmly, make, style } = tools;
  if (!styled) style(css);
  styled = true;
  if (!ids.has(control)) ids.set(control, `leadwell-note-${Math.random().toString(36).slice(2)}`);
  const id = ids.get(control);
  const described = (control.getAttribute('aria-describedby') || '').split(' ').filter((word) => word && word !== id);
  if (text) described.push(id);
  if (described.length) control.setAttribute('aria-describedby', described.join(' '));
  else control.removeAttribute('aria-describedby');
  calmly(() => {
    let place = document.getElementById(id);
    if (!place && !text) return;
    if (!place) {
      place = make('span', 'leadwell-note');
      place.id = id;
      // Said when it comes, without taking the focus.
      place.setAttribute('role', 'status');
      place.dir = 'auto';
      (control.closest('label') || control).after(place);
    }
    // Filled a moment later, or a screen reader would not announce it.
    setTimeout(calmly, 50, () => fill(place));
  });

  function fill(place) {
    place.replaceChildren();
    if (!text) return;
    if (!take) return place.append(text);
    const button = make('button', 'leadwell-take');
    button.type = 'button';
    button.textContent = text;
    button.addEventListener('click', () => {
      take();
      note(control, tools);
      control.focus();
    });
    place.append(button);
  }
}
