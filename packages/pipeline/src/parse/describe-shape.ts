import type { Shape } from "../schema/shape.ts";
import { languageShapes } from "../schema/shapes.generated.ts";
import type { Scalar } from "./scalar.ts";
import { resolvePlainScalar } from "./scalar.ts";
import type { NodeIndex, SourceDocument } from "./source-document.ts";

/** The shape itself, where a name stands for it. */
export function resolveShape(part: Shape): Shape {
  return part.kind === "named" ? (languageShapes[part.name] ?? { kind: "any" }) : part;
}

/** What a shape takes, in words: `text or a list`. */
export function describeShape(part: Shape): string {
  const shape = resolveShape(part);
  switch (shape.kind) {
    case "any":
      return "a value";
    case "boolean":
      return "true or false";
    case "number":
      return describeNumber(shape);
    case "string":
    case "text":
      return "text";
    case "choice":
      return `one of: ${shape.values.join(", ")}`;
    case "list":
      return "a list";
    case "record":
    case "object":
      return "a mapping";
    case "either":
      return [...new Set(shape.options.map(describeShape))].join(" or ");
    case "named":
      return "a value";
  }
}

/** What a number must be, in words. */
export function describeNumber(shape: Extract<Shape, { kind: "number" }>): string {
  const noun = shape.integer === true ? "a whole number" : "a number";
  if (shape.min !== undefined && shape.max !== undefined) return `${noun} from ${shape.min} to ${shape.max}`;
  if (shape.min !== undefined) return `${noun}, at least ${shape.min}`;
  if (shape.max !== undefined) return `${noun}, at most ${shape.max}`;
  return shape.above === undefined ? noun : `${noun} above ${shape.above}`;
}

/** What stands in the text, in words. */
export function describeNode(document: SourceDocument, node: NodeIndex): string {
  if (document.kinds[node] !== "scalar") return document.kinds[node] === "sequence" ? "a list" : "a mapping";
  const value = document.values[node];
  if (value === null) return "empty";
  if (typeof value === "string") return "text";
  return typeof value === "number" ? "a number" : "a boolean";
}

/** What to do about a value of the wrong type. `scalar` is undefined for a list or a mapping. */
export function typeMend(part: Shape, scalar: Scalar | undefined, written: string): string {
  const shape = resolveShape(part);
  const wanted = describeShape(part);
  if (scalar !== undefined && typeof scalar !== "string" && wanted.includes("text")) {
    return `Put it in quotes: "${written}".`;
  }
  if (typeof scalar === "string") {
    if (shape.kind === "list" && written.length < 60) return `Write a list: ["${written}"].`;
    if (typeof resolvePlainScalar(written) === shape.kind) return `Write it without quotes: ${written}.`;
  }
  switch (shape.kind) {
    case "list":
      return "Write a list: [one, two].";
    case "record":
    case "object":
      return "Write a mapping, each name with its value: { name: value }.";
    default:
      return `Write ${wanted}.`;
  }
}

/** A text of the definition as a message shows it. */
export function quote(text: string): string {
  return JSON.stringify(text.length > 60 ? `${text.slice(0, 57)}…` : text);
}
