import type { AliasEvent, MappingEvent, ScalarEvent, SequenceEvent } from "js-yaml";
import { EVENT_ID, getScalarValue, parseEvents, SCALAR_STYLE, YAMLException } from "js-yaml";
import type { DiagnosticCode } from "../diagnostics/codes.ts";
import type { Scalar } from "./scalar.ts";
import { resolvePlainScalar } from "./scalar.ts";
import type { NodeIndex, NodeKind, SourceDocument } from "./source-document.ts";

/** A problem of the text itself, found before it has a structure. Offsets are those of the text. */
export interface TextProblem {
  readonly code: DiagnosticCode;
  readonly message: string;
  readonly mend?: string;
  readonly start: number;
  readonly end: number;
  /** The other place of a pair: where a repeated key stood first. */
  readonly first?: number;
}

export interface YamlLimits {
  /** Nodes after aliases and merges are written out: a bound on anchor bombs. */
  readonly maxNodes: number;
  /** Collections in collections, aliases included. */
  readonly maxDepth: number;
}

export interface ReadYaml {
  readonly document: SourceDocument;
  readonly problems: readonly TextProblem[];
}

const emptyDocument = { root: undefined, kinds: [], starts: [], ends: [], texts: [], values: [], children: [] };

/** Reads one YAML document (or JSON, which is YAML). Never throws for what the text holds. */
export function readYaml(text: string, limits: YamlLimits): ReadYaml {
  try {
    const events = parseEvents(text, { maxDepth: limits.maxDepth });
    const builder = createBuilder(text, limits);
    for (const event of events) {
      switch (event.type) {
        case EVENT_ID.DOCUMENT:
          builder.openDocument();
          break;
        case EVENT_ID.SCALAR:
          builder.scalar(event);
          break;
        case EVENT_ID.ALIAS:
          builder.alias(event);
          break;
        case EVENT_ID.SEQUENCE:
          builder.open(event, "sequence");
          break;
        case EVENT_ID.MAPPING:
          builder.open(event, "mapping");
          break;
        case EVENT_ID.POP:
          builder.close();
          break;
      }
      if (builder.exhausted()) break;
    }
    return builder.finish();
  } catch (error) {
    if (!(error instanceof YAMLException)) throw error;
    return { document: { text, ...emptyDocument }, problems: [syntaxProblem(text, error)] };
  }
}

function syntaxProblem(text: string, error: YAMLException): TextProblem {
  const start = Math.min(error.mark?.position ?? 0, text.length);
  const lineStart = text.lastIndexOf("\n", start - 1) + 1;
  const tab = /^[ ]*\t/.exec(text.slice(lineStart, lineStart + 200));
  if (tab !== null) {
    const at = lineStart + tab[0].length - 1;
    return {
      code: "tab-indentation",
      message: "A tab stands in the indentation; YAML indents with spaces only.",
      mend: "Replace each tab at the start of a line by spaces.",
      start: at,
      end: at + 1,
    };
  }
  return {
    code: "yaml-syntax",
    message: `The text is not valid YAML: ${error.reason}.`,
    mend: "Check the indentation, the quotes and the brackets just before this place.",
    start,
    end: Math.min(start + 1, text.length),
  };
}

/** A collection that is being read. */
interface OpenCollection {
  readonly node: NodeIndex;
  readonly children: NodeIndex[];
  /** Expanded size of what it holds so far. */
  size: number;
  height: number;
}

function createBuilder(text: string, limits: YamlLimits) {
  const kinds: NodeKind[] = [];
  const starts: number[] = [];
  const ends: number[] = [];
  const texts: string[] = [];
  const values: Scalar[] = [];
  const children: NodeIndex[][] = [];
  // Expanded size and height of each node: what an alias to it adds.
  const sizes: number[] = [];
  const heights: number[] = [];
  const mergeKeys = new Set<NodeIndex>();
  const anchors = new Map<string, NodeIndex>();
  const open: OpenCollection[] = [];
  const problems: TextProblem[] = [];
  const none: NodeIndex[] = [];
  let root: NodeIndex | undefined;
  let documents = 0;
  let lastEnd = 0;
  let stopped = false;
  let aliased = false;

  function add(kind: NodeKind, start: number, end: number): NodeIndex {
    const node = kinds.length;
    kinds.push(kind);
    starts.push(start);
    ends.push(end);
    texts.push("");
    values.push(null);
    children.push(none);
    sizes.push(1);
    heights.push(0);
    return node;
  }

  function attach(node: NodeIndex): void {
    const parent = open.at(-1);
    if (parent === undefined) {
      if (documents === 1) root = node;
      else report("yaml-syntax", node, "A second document begins here; a file holds one.", "Remove the `---` line.");
      return;
    }
    parent.children.push(node);
    parent.size += sizes[node] ?? 1;
    parent.height = Math.max(parent.height, (heights[node] ?? 0) + 1);
    const expanded = parent.size > limits.maxNodes;
    if (expanded || open.length + (heights[node] ?? 0) > limits.maxDepth) {
      stopped = true;
      report(
        "alias-limit",
        node,
        aliased
          ? expanded
            ? `With its aliases written out, the text holds more than ${limits.maxNodes} values.`
            : `With its aliases written out, the text is nested deeper than ${limits.maxDepth} levels.`
          : expanded
            ? `The text holds more than ${limits.maxNodes} values.`
            : `The text is nested deeper than ${limits.maxDepth} levels.`,
        aliased
          ? "Use fewer aliases, or write out what differs."
          : expanded
            ? "Make the file smaller; what only differs in a value can be a matrix."
            : "Nest it less deeply.",
      );
    }
  }

  function report(code: DiagnosticCode, node: NodeIndex, message: string, mend: string, first?: number): void {
    const place = { start: starts[node] ?? 0, end: ends[node] ?? 0 };
    problems.push({ code, message, mend, ...place, ...(first === undefined ? {} : { first }) });
  }

  function anchor(event: ScalarEvent | SequenceEvent | MappingEvent, node: NodeIndex): void {
    if (event.anchorStart >= 0) anchors.set(text.slice(event.anchorStart, event.anchorEnd), node);
  }

  function tagOf(event: ScalarEvent | SequenceEvent | MappingEvent): string | undefined {
    return event.tagStart >= 0 ? text.slice(event.tagStart, event.tagEnd) : undefined;
  }

  function scalar(event: ScalarEvent): void {
    const present = event.valueStart >= 0;
    const quoted = event.style === SCALAR_STYLE.SINGLE_QUOTED || event.style === SCALAR_STYLE.DOUBLE_QUOTED;
    const start = present ? event.valueStart - (quoted ? 1 : 0) : lastEnd;
    const end = present ? event.valueEnd + (quoted ? 1 : 0) : lastEnd;
    const node = add("scalar", start, Math.min(end, text.length));
    const value = getScalarValue(text, event);
    const tag = tagOf(event);
    texts[node] = value;
    const plain = event.style === SCALAR_STYLE.PLAIN;
    values[node] = plain && tag === undefined ? resolvePlainScalar(value) : taggedValue(node, value, tag);
    if (plain && value === "<<" && tag === undefined) mergeKeys.add(node);
    lastEnd = Math.max(lastEnd, end);
    anchor(event, node);
    attach(node);
  }

  function taggedValue(node: NodeIndex, value: string, tag: string | undefined): Scalar {
    switch (tag) {
      case undefined:
      case "!":
      case "!!str":
        return value;
      case "!!int":
      case "!!float":
      case "!!bool":
      case "!!null":
        return resolvePlainScalar(value);
      default:
        report("yaml-syntax", node, `The tag ${tag} has no meaning here.`, "Remove the tag.");
        return value;
    }
  }

  function alias(event: AliasEvent): void {
    aliased = true;
    const name = text.slice(event.anchorStart, event.anchorEnd);
    lastEnd = event.anchorEnd;
    const target = anchors.get(name);
    if (target === undefined || open.some((collection) => collection.node === target)) {
      const node = add("scalar", event.anchorStart - 1, event.anchorEnd);
      if (target === undefined) {
        report("yaml-syntax", node, `The alias *${name} names no anchor.`, `Mark the value meant with &${name} first.`);
      } else {
        report("yaml-syntax", node, `The alias *${name} stands inside what it names.`, "Write the value out.");
      }
      attach(node);
      return;
    }
    attach(target);
  }

  function openCollection(event: SequenceEvent | MappingEvent, kind: "sequence" | "mapping"): void {
    const node = add(kind, event.start, event.start + 1);
    const tag = tagOf(event);
    if (tag !== undefined && tag !== (kind === "mapping" ? "!!map" : "!!seq")) {
      report("yaml-syntax", node, `The tag ${tag} has no meaning here.`, "Remove the tag.");
    }
    anchor(event, node);
    lastEnd = Math.max(lastEnd, event.start);
    open.push({ node, children: [], size: 1, height: 0 });
  }

  function close(): void {
    const collection = open.pop();
    if (collection === undefined) return;
    const { node } = collection;
    ends[node] = Math.max(ends[node] ?? 0, lastEnd);
    sizes[node] = collection.size;
    heights[node] = collection.height;
    children[node] = kinds[node] === "mapping" ? pairs(collection) : collection.children;
    sizes[node] = collection.size;
    attach(node);
  }

  /** The pairs of a mapping: repeated keys reported, `<<` merged, keys that are no text left out. */
  function pairs(collection: OpenCollection): NodeIndex[] {
    const source = collection.children;
    const kept: NodeIndex[] = [];
    const seen = new Map<string, NodeIndex>();
    const merges: NodeIndex[] = [];
    for (let index = 0; index + 1 < source.length; index += 2) {
      const key = source[index] ?? 0;
      const value = source[index + 1] ?? 0;
      if (kinds[key] !== "scalar") {
        report("wrong-type", key, "A key is a list or a mapping; it must be text.", "Write the key as plain text.");
        continue;
      }
      if (mergeKeys.has(key)) {
        merges.push(value);
        continue;
      }
      const name = texts[key] ?? "";
      const first = seen.get(name);
      if (first !== undefined) {
        const mend = "Keep one of the two, or give them different names.";
        report("duplicate-key", key, `The key "${name}" is written twice.`, mend, starts[first]);
        continue;
      }
      seen.set(name, key);
      kept.push(key, value);
    }
    for (const merged of merges) merge(merged, collection, kept, seen);
    return kept;
  }

  /** https://yaml.org/type/merge.html: a key that is already there wins, and the earlier of two sources. */
  function merge(source: NodeIndex, into: OpenCollection, kept: NodeIndex[], seen: Map<string, NodeIndex>): void {
    const sources = kinds[source] === "sequence" ? (children[source] ?? none) : [source];
    for (const mapping of sources) {
      if (kinds[mapping] !== "mapping") {
        report("wrong-type", mapping, "`<<` merges a mapping or a list of mappings.", "Give it an alias of a mapping.");
        continue;
      }
      const pairs = children[mapping] ?? none;
      for (let index = 0; index + 1 < pairs.length; index += 2) {
        const key = pairs[index] ?? 0;
        const value = pairs[index + 1] ?? 0;
        const name = texts[key] ?? "";
        if (seen.has(name)) continue;
        seen.set(name, key);
        kept.push(key, value);
        into.size += 1 + (sizes[value] ?? 1);
      }
    }
  }

  return {
    openDocument: () => {
      documents += 1;
      anchors.clear();
    },
    scalar,
    alias,
    open: openCollection,
    close,
    exhausted: () => stopped,
    finish: (): ReadYaml => {
      const document = { text, root: stopped ? undefined : root, kinds, starts, ends, texts, values, children };
      return { document, problems };
    },
  };
}
