/** Milliseconds that a movement of the view takes; none where motion is to be reduced. */
export function travelTime(): number {
  return window.matchMedia("(prefers-reduced-motion: reduce)").matches ? 0 : 150;
}
