import type { EventOf } from "@headrace/execution";

/** What a gate measured, in a sentence. */
export function sayGate({
  name,
  value,
  threshold,
}: Pick<EventOf<"gate.reported">, "name" | "value" | "threshold">): string {
  switch (name) {
    case "coverage":
      return value === null
        ? `No coverage was reported; at least ${threshold} % are asked for.`
        : `${rounded(value)} % of the lines are covered; at least ${threshold} % are asked for.`;
    case "passRate":
      return value === null
        ? `No tests were reported; at least ${threshold} % have to pass.`
        : `${rounded(value)} % of the tests passed; at least ${threshold} % have to.`;
    case "warnings":
      return `${value ?? 0} ${value === 1 ? "warning was" : "warnings were"} printed; at most ${threshold} may be.`;
  }
}

function rounded(value: number): number {
  return Math.round(value * 10) / 10;
}
