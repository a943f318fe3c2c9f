// The renderer of `<leadwell-form>` with its few styles: loaded by pages that have such an element.
import css from './form.css';
import { renderer } from './render.js';

let render;

export function mount(place, tools) {
  if (!render) tools.style(css);
  render ||= renderer(tools);
  return render(place);
}
