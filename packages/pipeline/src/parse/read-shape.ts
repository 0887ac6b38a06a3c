import type { DiagnosticCode } from "../diagnostics/codes.ts";
import type { Shape } from "../schema/shape.ts";
import { languageShapes } from "../schema/shapes.generated.ts";
import { nearestName } from "../validate/nearest-name.ts";
import { describeNode, describeNumber, describeShape, quote, resolveShape, typeMend } from "./describe-shape.ts";
import { placeAmong, placeBelow } from "./place-below.ts";
import type { NodeIndex, SourceDocument } from "./source-document.ts";
import { entriesOf, plainValue } from "./source-document.ts";
import { textForms } from "./text-forms.ts";

/** A problem at a node of the text. */
export interface NodeProblem {
  readonly code: DiagnosticCode;
  readonly node: NodeIndex;
  readonly path: readonly (string | number)[];
  readonly message: string;
  readonly mend?: string;
}

export interface ShapeReading {
  /** The parts that are sound: a wrong key or item is left out, a missing one is empty. */
  readonly value: unknown;
  readonly problems: readonly NodeProblem[];
  /**
   * Of each list that lost an item, by its path as JSON: the place in the text of each item that is left.
   * Without it, a later problem would point at a neighbour.
   */
  readonly places: ReadonlyMap<string, readonly number[]>;
}

export interface ShapeOptions {
  readonly shape: Shape;
  /** What the whole is called in a message; `The file` unless said. */
  readonly subject?: string;
}

/** Stands for a part that is not sound, so that whoever holds it leaves it out. */
const unsound = Symbol("unsound");

/** Checks a document's structure by a shape and gives what is sound of it as plain data. */
export function readShape(
  document: SourceDocument,
  node: NodeIndex,
  { shape, subject: whole = "The file" }: ShapeOptions,
): ShapeReading {
  const problems: NodeProblem[] = [];
  const path: (string | number)[] = [];
  const places = new Map<string, readonly number[]>();
  const patterns = new Map<string, RegExp>();
  /** Whether what is read may not be left out. */
  let isNeeded = false;

  function report(code: DiagnosticCode, at: NodeIndex, message: string, mend?: string): typeof unsound {
    problems.push({ code, node: at, path: [...path], message, ...(mend === undefined ? {} : { mend }) });
    return unsound;
  }

  function read(part: Shape, at: NodeIndex): unknown {
    switch (part.kind) {
      case "named":
        return readNamed(part.name, at);
      case "any":
        return plainValue(document, at);
      case "boolean":
      case "number":
      case "string":
      case "text":
      case "choice":
        return readScalar(part, at);
      case "list":
        return readList(part, at);
      case "record":
        return readRecord(part, at);
      case "object":
        return readObject(part, at);
      case "either":
        return readEither(part, at);
    }
  }

  function readNamed(name: string, at: NodeIndex): unknown {
    const form = textForms[name];
    if (form === undefined) {
      const shape = languageShapes[name] ?? { kind: "any" };
      return shape.kind === "string" ? readText(shape, at, nameMends[name]) : read(shape, at);
    }
    const value = document.values[at];
    const looksRight = typeof value === "string" || (form.alsoNumbers === true && value !== null);
    if (document.kinds[at] === "scalar" && looksRight) {
      const problem = form.problem(document.texts[at] ?? "");
      return problem === null ? document.texts[at] : report(form.code, at, problem, form.mend);
    }
    return wrongType({ kind: "string" }, at);
  }

  function readScalar(part: Shape, at: NodeIndex): unknown {
    if (document.kinds[at] !== "scalar") return wrongType(part, at);
    const value = document.values[at];
    switch (part.kind) {
      case "boolean":
        return typeof value === "boolean" ? value : wrongType(part, at);
      case "number":
        return typeof value === "number" ? readNumber(part, value, at) : wrongType(part, at);
      case "text":
        if (value === null) return wrongType(part, at);
        return isTooShort(part, at) ? isEmpty(at) : document.texts[at];
      case "string":
        return readText(part, at);
      case "choice": {
        const text = document.texts[at] ?? "";
        if (value !== null && part.values.includes(text)) return text;
        if (value === null) return wrongType(part, at);
        const near = nearestName(text, part.values);
        const mend = near === undefined ? `Use one of: ${part.values.join(", ")}.` : `Did you mean "${near}"?`;
        return report("invalid-value", at, `${subject()} cannot be ${quote(text)}.`, mend);
      }
      default:
        return unsound;
    }
  }

  function readText(
    part: Extract<Shape, { kind: "string" }>,
    at: NodeIndex,
    mend = `Write a text that matches ${part.pattern}.`,
  ): unknown {
    const value = document.values[at];
    if (typeof value !== "string") return wrongType(part, at);
    if (isTooShort(part, at)) return isEmpty(at);
    if (part.pattern === undefined || patternOf(part.pattern).test(value)) return value;
    return report("invalid-value", at, `${subject()} cannot be ${quote(value)}.`, mend);
  }

  /** Blanks alone say nothing either. */
  function isTooShort({ minLength = 0 }: { readonly minLength?: number }, at: NodeIndex): boolean {
    return (document.texts[at] ?? "").trim().length < minLength;
  }

  function isEmpty(at: NodeIndex): typeof unsound {
    return report("invalid-value", at, `${subject()} must not be empty.`, orRemove("Give it a value"));
  }

  function orRemove(mend: string): string {
    if (isNeeded) return `${mend}.`;
    return `${mend}, or remove the ${typeof path.at(-1) === "number" ? "item" : "key"}.`;
  }

  function readNumber(part: Extract<Shape, { kind: "number" }>, value: number, at: NodeIndex): unknown {
    const { min, max, above, integer } = part;
    const inRange = value >= (min ?? -Infinity) && value <= (max ?? Infinity) && value > (above ?? -Infinity);
    if (integer === true ? Number.isSafeInteger(value) && inRange : Number.isFinite(value) && inRange) return value;
    return report(
      "invalid-value",
      at,
      `${subject()} must be ${describeNumber(part)}; it is ${document.texts[at]}.`,
      orRemove("Give it such a number"),
    );
  }

  function readList(part: Extract<Shape, { kind: "list" }>, at: NodeIndex): unknown {
    if (document.kinds[at] !== "sequence") return wrongType(part, at);
    const items = document.children[at] ?? [];
    if (items.length < (part.minItems ?? 0)) {
      return report("invalid-value", at, `${subject()} is an empty list.`, orRemove("Give it at least one item"));
    }
    const values: unknown[] = [];
    const kept: number[] = [];
    for (const [index, item] of items.entries()) {
      path.push(index);
      isNeeded = false;
      const value = read(part.items, item);
      path.pop();
      if (value === unsound) continue;
      values.push(value);
      kept.push(index);
    }
    if (kept.length < items.length) places.set(JSON.stringify(path), kept);
    return values;
  }

  function readRecord(part: Extract<Shape, { kind: "record" }>, at: NodeIndex): unknown {
    if (document.kinds[at] !== "mapping") return wrongType(part, at);
    const record: Record<string, unknown> = Object.create(null);
    const keys = part.keys === undefined ? undefined : resolveShape(part.keys);
    const pattern = keys?.kind === "string" && keys.pattern !== undefined ? patternOf(keys.pattern) : undefined;
    for (const [name, key, child] of entriesOf(document, at)) {
      path.push(name);
      if (pattern !== undefined && !pattern.test(name)) {
        const mend = part.keys?.kind === "named" ? nameMends[part.keys.name] : undefined;
        report("invalid-value", key, `The name ${quote(name)} cannot be used here.`, mend);
      } else {
        isNeeded = false;
        const value = read(part.values, child);
        if (value !== unsound) record[name] = value;
      }
      path.pop();
    }
    return record;
  }

  function readObject(part: Extract<Shape, { kind: "object" }>, at: NodeIndex): unknown {
    if (document.kinds[at] !== "mapping") return wrongType(part, at);
    // Only names of the shape become keys, so a plain object is safe.
    const record: Record<string, unknown> = {};
    const children = document.children[at] ?? [];
    for (let index = 0; index < children.length; index += 2) {
      const key = children[index] ?? 0;
      const child = children[index + 1] ?? 0;
      const name = document.texts[key] ?? "";
      path.push(name);
      const shape = Object.hasOwn(part.keys, name) ? part.keys[name] : undefined;
      if (shape === undefined) unknownKey(part, key, child);
      else {
        isNeeded = part.required.includes(name);
        const value = read(shape, child);
        if (value !== unsound) record[name] = value;
      }
      path.pop();
    }
    for (const name of part.required) {
      if (!isGiven(name, children))
        report("missing-key", at, `${subject()} has no \`${name}\`.`, `Add the key \`${name}\`.`);
      if (Object.hasOwn(record, name)) continue;
      const empty = emptyValue(resolveShape(part.keys[name] ?? { kind: "any" }));
      if (empty === unsound) return unsound;
      record[name] = empty;
    }
    return record;
  }

  function isGiven(name: string, children: readonly NodeIndex[]): boolean {
    return children.some((child, index) => index % 2 === 0 && document.texts[child] === name);
  }

  function unknownKey(part: Extract<Shape, { kind: "object" }>, key: NodeIndex, child: NodeIndex): void {
    const name = document.texts[key] ?? "";
    report("unknown-key", key, `The key "${name}" is not known here.`, mendOfKey(part, name, child));
  }

  function mendOfKey(part: Extract<Shape, { kind: "object" }>, name: string, child: NodeIndex): string {
    const below = placeBelow(part.keys, name);
    if (below !== undefined) return `Put it ${below}.`;
    const known = Object.keys(part.keys);
    const near = nearestName(name, known);
    if (near !== undefined) return `Did you mean "${near}"?`;
    const kind = document.kinds[child] ?? "scalar";
    const keys = kind === "mapping" ? Array.from(entriesOf(document, child), ([each]) => each) : [];
    const among = placeAmong(part.keys, { kind, keys });
    if (among !== undefined) return `Put it ${among}.`;
    return known.length <= 12
      ? `The keys known here are: ${known.join(", ")}.`
      : "Remove it, or look up the keys of this place in the language reference.";
  }

  function readEither(part: Extract<Shape, { kind: "either" }>, at: NodeIndex): unknown {
    if (part.by !== undefined) return readTagged(part.options, part.by, at);
    const option = part.options.find((candidate) => accepts(candidate, at));
    return option === undefined ? wrongType(part, at) : read(option, at);
  }

  function readTagged(options: readonly Shape[], by: string, at: NodeIndex): unknown {
    if (document.kinds[at] !== "mapping") return wrongType({ kind: "record", values: { kind: "any" } }, at);
    const tags: string[] = [];
    let tagNode: NodeIndex | undefined;
    for (const [name, , child] of entriesOf(document, at)) if (name === by) tagNode = child;
    for (const option of options) {
      const tag = option.kind === "object" ? option.keys[by] : undefined;
      if (tag?.kind !== "choice") continue;
      tags.push(...tag.values);
      if (tagNode !== undefined && tag.values.includes(document.texts[tagNode] ?? "")) return read(option, at);
    }
    if (tagNode === undefined) {
      return report("missing-key", at, `${subject()} has no \`${by}\`.`, `Add \`${by}\`, one of: ${tags.join(", ")}.`);
    }
    path.push(by);
    isNeeded = true;
    readScalar({ kind: "choice", values: tags }, tagNode);
    path.pop();
    return unsound;
  }

  function accepts(candidate: Shape, at: NodeIndex): boolean {
    const part = resolveShape(candidate);
    const kind = document.kinds[at];
    const value = document.values[at];
    switch (part.kind) {
      case "any":
        return true;
      case "list":
        return kind === "sequence";
      case "record":
      case "object":
        return kind === "mapping";
      case "either":
        return part.options.some((option) => accepts(option, at));
      case "boolean":
      case "number":
        return kind === "scalar" && typeof value === part.kind;
      case "text":
        return kind === "scalar" && value !== null;
      default:
        return kind === "scalar" && typeof value === "string";
    }
  }

  function wrongType(part: Shape, at: NodeIndex): typeof unsound {
    const found = describeNode(document, at);
    const scalar = document.kinds[at] === "scalar" ? document.values[at] : undefined;
    const mend = scalar === null ? orRemove("Give it a value") : typeMend(part, scalar, document.texts[at] ?? "");
    return report("wrong-type", at, `${subject()} must be ${describeShape(part)}; it is ${found}.`, mend);
  }

  function subject(): string {
    const last = path.at(-1);
    if (last === undefined) return whole;
    if (typeof last === "number")
      return `Item ${last + 1} of \`${path.findLast((part) => typeof part === "string") ?? ""}\``;
    return `\`${last}\``;
  }

  function patternOf(source: string): RegExp {
    let pattern = patterns.get(source);
    if (pattern === undefined) {
      pattern = new RegExp(source);
      patterns.set(source, pattern);
    }
    return pattern;
  }

  const value = read(shape, node);
  return { value: value === unsound ? undefined : value, problems, places };
}

/** What stands for a required part that is missing or wrong, so that the rest can still be checked. */
function emptyValue(shape: Shape): unknown {
  switch (shape.kind) {
    case "string":
    case "text":
      return "";
    case "list":
      return [];
    case "record":
      return Object.create(null);
    default:
      return unsound;
  }
}

const nameMends: Readonly<Record<string, string>> = {
  Identifier: "Use letters, digits, `_` and `-`, at most 100.",
  VariableName: "Use letters, digits and `_`; do not begin with a digit.",
};
