const minute = 60_000;
const hour = 60 * minute;
const day = 24 * hour;

/** `just now`, `3 min ago`, `in 2 h`, `yesterday`; beyond a month the date, in the viewer's zone. */
export function formatRelative(at: number, now: number): string {
  const distance = now - at;
  const size = Math.abs(distance);
  if (size < minute) return distance >= 0 ? "just now" : "in a moment";
  const said = (text: string): string => (distance >= 0 ? `${text} ago` : `in ${text}`);
  if (size < hour) return said(`${Math.floor(size / minute)} min`);
  if (size < day) return said(`${Math.floor(size / hour)} h`);
  if (size < 2 * day) return distance >= 0 ? "yesterday" : "tomorrow";
  if (size < 30 * day) return said(`${Math.floor(size / day)} days`);
  return new Date(at).toLocaleDateString(undefined, { year: "numeric", month: "short", day: "numeric" });
}

/** The exact moment in the viewer's zone, and which zone that is. */
export function formatExact(at: number): string {
  return new Date(at).toLocaleString(undefined, {
    year: "numeric",
    month: "short",
    day: "numeric",
    hour: "2-digit",
    minute: "2-digit",
    second: "2-digit",
    timeZoneName: "short",
  });
}
