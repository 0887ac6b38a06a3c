import type { Observed } from "../events.ts";

/** What conditions and late matrices may read from outside; what it gave is kept in the events. */
export interface Outside {
  /** Hexadecimal; empty when no file matches. */
  hashFiles(...patterns: string[]): string;
  /** Whether a file that matches was changed by what started the execution. */
  changed(...patterns: string[]): boolean;
}

/** What settling a stage reads from outside: an approval's end is counted from now. */
export interface TimedOutside extends Outside {
  /** Epoch milliseconds. */
  readonly now: number;
}

/** An outside that remembers: each call is made once, and what it gave can be told. */
export interface ObservedOutside extends Outside {
  /** The calls made since the last time this was asked, to their values; empty for none. */
  take(): { readonly observed?: Observed };
}

export function observe(outside: Outside): ObservedOutside {
  const values = new Map<string, string | boolean>();
  let asked = new Set<string>();
  const remembered = <Value extends string | boolean>(
    call: string,
    read: () => Value,
    isValue: (value: unknown) => value is Value,
  ) => {
    asked.add(call);
    const known = values.get(call);
    if (isValue(known)) return known;
    const value = read();
    values.set(call, value);
    return value;
  };
  return {
    hashFiles: (...patterns) =>
      remembered(callText("hashFiles", patterns), () => outside.hashFiles(...patterns), isText),
    changed: (...patterns) => remembered(callText("changed", patterns), () => outside.changed(...patterns), isBoolean),
    take() {
      const calls = [...asked];
      asked = new Set();
      if (calls.length === 0) return {};
      return { observed: Object.fromEntries(calls.map((call) => [call, values.get(call) ?? ""])) };
    },
  };
}

function callText(name: string, patterns: readonly string[]): string {
  return `${name}(${patterns.map((pattern) => `'${pattern.replaceAll("'", "''")}'`).join(", ")})`;
}

function isText(value: unknown): value is string {
  return typeof value === "string";
}

function isBoolean(value: unknown): value is boolean {
  return typeof value === "boolean";
}
