// A field is left by pressing a button, too: a text that moves the button away from under the finger would lose
// the click.
let pressed;
for (const type of ['pointerdown', 'pointerup', 'pointercancel']) {
  addEventListener(type, () => (pressed = type === 'pointerdown'), true);
}

/** Does it once nothing is pressed. */
export function calmly(work) {
  if (pressed) addEventListener('pointerup', () => setTimeout(work), { once: true });
  else work();
}
