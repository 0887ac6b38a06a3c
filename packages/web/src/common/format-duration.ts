/** `4ms`, `0.4s`, `42s`, `1m 04s`, `2h 05m`, `3d 02h`: two units at most, so that durations stand under each other. */
export function formatDuration(milliseconds: number): string {
  const whole = Math.max(0, milliseconds);
  if (whole < 0.5) return "0s";
  if (whole < 99.5) return `${Math.round(whole)}ms`;
  if (whole < 9_950) return `${(Math.round(whole / 100) / 10).toFixed(1)}s`;
  const seconds = Math.round(whole / 1000);
  if (seconds < 60) return `${seconds}s`;
  if (seconds < 3600) return `${Math.floor(seconds / 60)}m ${two(seconds % 60)}s`;
  const minutes = Math.round(whole / 60_000);
  if (minutes < 24 * 60) return `${Math.floor(minutes / 60)}h ${two(minutes % 60)}m`;
  const hours = Math.round(whole / 3_600_000);
  return `${Math.floor(hours / 24)}d ${two(hours % 24)}h`;
}

/** Of what runs: whole seconds, so that it does not flicker. */
export function formatRunning(milliseconds: number): string {
  const seconds = Math.floor(Math.max(0, milliseconds) / 1000);
  return seconds < 60 ? `${seconds}s` : formatDuration(seconds * 1000);
}

/** `0.04`, `7.4`, `1,284`: what is little is said more exactly. */
export function formatMinutes(minutes: number): string {
  if (minutes === 0) return "0";
  if (minutes < 1) return minutes.toFixed(2);
  return minutes < 10 ? minutes.toFixed(1) : Math.round(minutes).toLocaleString();
}

function two(value: number): string {
  return String(value).padStart(2, "0");
}
