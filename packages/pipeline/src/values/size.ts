const binaryUnits = ["Ki", "Mi", "Gi", "Ti"] as const;
const decimalUnits = ["K", "M", "G", "T"] as const;
const sizePattern = /^(\d{1,15}(?:\.\d{1,6})?) ?(?:([KMGT]i)B?|([kKMGT])B?|B)$/;

/**
 * Bytes of `512Mi`, `2Gi`, `100MB`, `1.5Gi`, `800B`; null when the text is no size.
 * `Mi` and `MiB` count in 1024, `M` and `MB` in 1000. A bare number is refused: its unit would be a guess.
 */
export function parseSize(text: string): number | null {
  const match = sizePattern.exec(text.trim());
  if (!match) return null;
  const [, digits = "", binary, decimal] = match;
  const bytes = Math.round(Number(digits) * factorOf(binary, decimal));
  return Number.isSafeInteger(bytes) ? bytes : null;
}

/** The shortest text that `parseSize` reads back as the same bytes: `512Mi`, `100MB`, `1234B`. */
export function printSize(bytes: number): string {
  const whole = Number.isFinite(bytes) ? Math.max(0, Math.round(bytes)) : 0;
  if (whole === 0) return "0B";
  for (let power = binaryUnits.length; power > 0; power -= 1) {
    if (whole % 1024 ** power === 0) return `${whole / 1024 ** power}${binaryUnits[power - 1]}`;
    if (whole % 1000 ** power === 0) return `${whole / 1000 ** power}${decimalUnits[power - 1]}B`;
  }
  return `${whole}B`;
}

/** A size as people read it, in powers of 1024: `840 B`, `1.5 MiB`, `512 MiB`. */
export function formatSize(bytes: number): string {
  if (!Number.isFinite(bytes)) return "unknown";
  if (bytes < 0) return `-${formatSize(-bytes)}`;
  let value = Math.round(bytes);
  if (value < 1024) return `${value} B`;
  let power = 0;
  // 1023.95 would round to "1024" of the smaller unit.
  while (power < binaryUnits.length && Number(value.toPrecision(4)) >= 1024) {
    value /= 1024;
    power += 1;
  }
  const digits = value < 10 ? String(Math.round(value * 10) / 10) : String(Math.round(value));
  return `${digits} ${binaryUnits[power - 1]}B`;
}

function factorOf(binary: string | undefined, decimal: string | undefined): number {
  if (binary !== undefined) return 1024 ** (["K", "M", "G", "T"].indexOf(binary.charAt(0)) + 1);
  if (decimal !== undefined) return 1000 ** (["K", "M", "G", "T"].indexOf(decimal.toUpperCase()) + 1);
  return 1;
}
