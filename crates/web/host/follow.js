// What the visitor does beside the forms. The code that looks comes once the journey may be kept, and not before.
import { enter, TRACK } from './door.js';
import { sources } from './help.js';

let stop;
let wanted;

/** The visitor allowed it, or does not any more. */
export function follow(allowed) {
  wanted = allowed && !navigator.globalPrivacyControl;
  if (!wanted) stop = stop?.();
  else if (!stop) {
    sources.trail?.().then((trail) => {
      if (wanted) stop ||= trail.follow((kind, about) => enter(TRACK, 0, kind, about));
    }, () => {});
  }
}
