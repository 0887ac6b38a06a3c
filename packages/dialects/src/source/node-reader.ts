import { type Diagnostic, type DiagnosticCode, nearestName } from "@headrace/pipeline";
import { type MappingNode, plainValue, type SourceNode } from "./source-node.ts";

export interface Problem {
  readonly code: DiagnosticCode;
  readonly severity: Diagnostic["severity"];
  readonly message: string;
  readonly mend?: string;
}

/** The keys of one kind of mapping, with older or other names for them. */
export interface KnownKeys {
  /** In words: `a stage`. */
  readonly of: string;
  readonly keys: readonly string[];
  /** Other name to the key it stands for. */
  readonly aliases?: Readonly<Record<string, string>>;
}

/** Reads typed parts of a tree and gathers what is wrong with them. A wrong part counts as absent. */
export interface NodeReader {
  readonly diagnostics: Diagnostic[];
  report(node: Pick<SourceNode, "path" | "range">, problem: Problem): void;
  /** The parts by key; aliases resolved, unknown keys warned of, parts that are null left out. */
  parts(node: SourceNode, known: KnownKeys): ReadonlyMap<string, SourceNode>;
  text(node: SourceNode | undefined): string | undefined;
  boolean(node: SourceNode | undefined): boolean | undefined;
  /** A number above 0. */
  positive(node: SourceNode | undefined): number | undefined;
  /** A whole number from 0 to `most`. */
  count(node: SourceNode | undefined, most: number): number | undefined;
  list(node: SourceNode | undefined): readonly SourceNode[] | undefined;
  texts(node: SourceNode | undefined): readonly string[] | undefined;
  mapping(node: SourceNode | undefined): MappingNode | undefined;
}

export function createNodeReader(): NodeReader {
  const diagnostics: Diagnostic[] = [];

  function report(node: Pick<SourceNode, "path" | "range">, problem: Problem): void {
    diagnostics.push({ ...problem, path: node.path, ...(node.range === undefined ? {} : { range: node.range }) });
  }

  function wrongType(node: SourceNode, wanted: string): undefined {
    const message = `${subject(node)} must be ${wanted}; it is ${describe(node)}.`;
    report(node, { code: "wrong-type", severity: "error", message });
    return undefined;
  }

  function list(node: SourceNode | undefined): readonly SourceNode[] | undefined {
    if (node === undefined) return undefined;
    return node.kind === "list" ? node.items : wrongType(node, "a list");
  }

  function text(node: SourceNode | undefined): string | undefined {
    if (node === undefined) return undefined;
    return node.kind === "scalar" && node.value !== null ? node.text : wrongType(node, "text");
  }

  function mapping(node: SourceNode | undefined): MappingNode | undefined {
    if (node === undefined) return undefined;
    return node.kind === "mapping" ? node : wrongType(node, "a mapping");
  }

  return {
    diagnostics,
    report,
    list,
    text,
    mapping,

    parts(node, known) {
      const found = new Map<string, SourceNode>();
      for (const entry of mapping(node)?.entries ?? []) {
        const place = { path: entry.value.path, ...(entry.keyRange === undefined ? {} : { range: entry.keyRange }) };
        const key = resolveKey(entry.key, known);
        if (key === undefined) {
          const near = nearestName(entry.key, known.keys);
          report(place, {
            code: "unknown-key",
            severity: "warning",
            message: `${known.of} has no key "${entry.key}"; it has no effect.`,
            mend: near === undefined ? `The keys are: ${known.keys.join(", ")}.` : `Did you mean "${near}"?`,
          });
        } else if (found.has(key)) {
          report(place, {
            code: "duplicate-key",
            severity: "warning",
            message: `"${entry.key}" says again what "${key}" says; the first counts.`,
            mend: "Keep one of the two.",
          });
        } else if (entry.value.kind !== "scalar" || entry.value.value !== null) {
          found.set(key, entry.value);
        }
      }
      return found;
    },

    boolean(node) {
      if (node === undefined) return undefined;
      return node.kind === "scalar" && typeof node.value === "boolean" ? node.value : wrongType(node, "true or false");
    },

    positive(node) {
      if (node === undefined) return undefined;
      if (node.kind !== "scalar" || typeof node.value !== "number") return wrongType(node, "a number of seconds");
      if (node.value > 0 && Number.isFinite(node.value)) return node.value;
      report(node, { code: "invalid-value", severity: "error", message: `${subject(node)} must be above 0.` });
      return undefined;
    },

    count(node, most) {
      if (node === undefined) return undefined;
      const value = node.kind === "scalar" ? node.value : undefined;
      if (typeof value === "number" && Number.isInteger(value) && value >= 0 && value <= most) return value;
      return wrongType(node, `a whole number from 0 to ${most}`);
    },

    texts(node) {
      return list(node)?.flatMap((item) => text(item) ?? []);
    },
  };
}

function resolveKey(key: string, known: KnownKeys): string | undefined {
  if (known.keys.includes(key)) return key;
  const aliases = known.aliases ?? {};
  return Object.hasOwn(aliases, key) ? aliases[key] : undefined;
}

function subject(node: SourceNode): string {
  const last = node.path.at(-1);
  if (last === undefined) return "The file";
  if (typeof last === "string") return `"${last}"`;
  const list = node.path.findLast((part) => typeof part === "string");
  return `Item ${last + 1}${list === undefined ? "" : ` of "${list}"`}`;
}

function describe(node: SourceNode): string {
  if (node.kind === "list") return "a list";
  if (node.kind === "mapping") return "a mapping";
  if (node.value === null) return "empty";
  const value = plainValue(node);
  return typeof value === "string" ? "text" : `${String(value)}`;
}
