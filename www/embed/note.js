// A remark below a field: advice, that a person may take or leave. Unlike an error it marks nothing as wrong
// and keeps nobody from going on.
import css from './note.css';

let styled;

/** Shows `text` (or nothing) below the control; with `take` it is a button that does that. */
export function note(control, { make, style }, text, take) {
  if (!styled) style(css);
  styled = true;
  const id = `${control.dataset.leadwellNote ||= `leadwell-note-${Math.random().toString(36).slice(2)}`}`;
  let place = document.getElementById(id);
  const described = (control.getAttribute('aria-describedby') || '').split(' ').filter((word) => word && word !== id);
  if (!place && text) {
    place = make('span', 'leadwell-note');
    place.id = id;
    // Said when it comes, without taking the focus.
    place.setAttribute('role', 'status');
    place.dir = 'auto';
    (control.closest('label') || control).after(place);
  }
  if (text) described.push(id);
  if (described.length) control.setAttribute('aria-describedby', described.join(' '));
  else control.removeAttribute('aria-describedby');
  if (!place) return;
  // Filled a moment later, or a screen reader would not announce it.
  setTimeout(() => {
    place.replaceChildren();
    if (!text) return;
    if (!take) return place.append(text);
    const button = make('button', 'leadwell-take');
    button.type = 'button';
    button.textContent = text;
    button.addEventListener('click', () => {
      take();
      note(control, { make, style });
      control.focus();
    });
    place.append(button);
  }, 50);
}
