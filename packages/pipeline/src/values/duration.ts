const units = [
  ["d", 86_400_000],
  ["h", 3_600_000],
  ["m", 60_000],
  ["s", 1000],
  ["ms", 1],
] as const;

const durationPattern = /^(?:(\d+)d)?(?:(\d+)h)?(?:(\d+)m(?!s))?(?:(\d+(?:\.\d{1,3})?)s)?(?:(\d+)ms)?$/;
const longestText = 40;

/**
 * Milliseconds of `90s`, `30m`, `2h`, `7d`, `500ms`, `1h30m` or `1.5s`; null when the text is no duration.
 * Units go from large to small, each at most once. A bare number is refused: its unit would be a guess.
 */
export function parseDuration(text: string): number | null {
  const trimmed = text.trim();
  if (trimmed === "" || trimmed.length > longestText) return null;
  const match = durationPattern.exec(trimmed);
  if (!match) return null;
  let total = 0;
  for (const [index, [, milliseconds]] of units.entries()) {
    const digits = match[index + 1];
    if (digits !== undefined) total += Math.round(Number(digits) * milliseconds);
  }
  return Number.isSafeInteger(total) ? total : null;
}

/** The shortest text that `parseDuration` reads back as the same milliseconds: `1h30m`, `0s`. */
export function printDuration(milliseconds: number): string {
  let rest = wholeMilliseconds(milliseconds);
  if (rest === 0) return "0s";
  let text = "";
  for (const [unit, size] of units) {
    const count = Math.floor(rest / size);
    if (count > 0) text += `${count}${unit}`;
    rest -= count * size;
  }
  return text;
}

/** A duration as people read it: `850 ms`, `4.2 s`, `42 s`, `1m 04s`, `2h 05m`, `3d 04h`. */
export function formatDuration(milliseconds: number): string {
  if (!Number.isFinite(milliseconds)) return "unknown";
  if (milliseconds < 0) return `-${formatDuration(-milliseconds)}`;
  const rounded = Math.round(milliseconds);
  if (rounded < 1000) return `${rounded} ms`;
  const tenths = Math.round(rounded / 100);
  if (tenths < 100) return `${(tenths / 10).toFixed(1)} s`;
  const seconds = Math.round(rounded / 1000);
  if (seconds < 60) return `${seconds} s`;
  if (seconds < 3600) return `${Math.floor(seconds / 60)}m ${twoDigits(seconds % 60)}s`;
  const minutes = Math.round(seconds / 60);
  if (minutes < 1440) return `${Math.floor(minutes / 60)}h ${twoDigits(minutes % 60)}m`;
  const hours = Math.round(minutes / 60);
  return `${Math.floor(hours / 24)}d ${twoDigits(hours % 24)}h`;
}

function wholeMilliseconds(milliseconds: number): number {
  return Number.isFinite(milliseconds) ? Math.max(0, Math.round(milliseconds)) : 0;
}

function twoDigits(value: number): string {
  return String(value).padStart(2, "0");
}
