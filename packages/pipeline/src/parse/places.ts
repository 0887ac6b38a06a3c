import type { Diagnostic, ModelPath, Range } from "../diagnostics/diagnostic.ts";
import type { Finding } from "../validate/finding.ts";
import { follow } from "./locator.ts";
import type { Definition } from "./read-definition.ts";
import { clipped } from "./read-definition.ts";
import type { NodeIndex } from "./source-document.ts";

/** Gives the parts of a model their places in the text. */
export interface Places {
  /** A finding with its place: the nearest that the text has. */
  diagnostic(finding: Finding): Diagnostic;
  /** The whole of a part; undefined for what the text does not say. */
  locate(path: ModelPath): Range | undefined;
}

export function createPlaces({ document, lines, reading }: Definition): Places {
  /** Undoes what leaving out unsound items of a list did to the numbers after them. */
  function inText(path: ModelPath): ModelPath {
    if (reading.places.size === 0) return path;
    const written: (string | number)[] = [];
    for (const part of path) {
      const kept = typeof part === "number" ? reading.places.get(JSON.stringify(written)) : undefined;
      written.push(typeof part === "number" ? (kept?.[part] ?? part) : part);
    }
    return written;
  }

  function nearest(path: ModelPath): [start: number, end: number] {
    const found = follow(document, path);
    if (found === undefined) return [0, 0];
    if (found.depth < path.length) {
      const better = elsewhere(path, found.depth);
      if (better !== undefined) return better;
    }
    // The key says where a block of many lines is better than the block.
    const isBlock = document.kinds[found.node] !== "scalar";
    if (isBlock && found.key !== undefined) return clipped(document, found.key);
    return clipped(document, found.node);
  }

  function keyOf(path: ModelPath): [start: number, end: number] {
    const found = follow(document, path);
    return found?.key === undefined || found.depth < path.length ? nearest(path) : clipped(document, found.key);
  }

  /** What a stage has from `defaults` or from its stage type stands there. */
  function elsewhere(path: ModelPath, depth: number): [start: number, end: number] | undefined {
    const [stages, id, key, ...rest] = path;
    if (stages !== "stages" || id === undefined || key === undefined || depth < 2) return undefined;
    if (depth === 2) {
      const inherited = follow(document, ["defaults", key]);
      if (inherited?.depth === 2) return nearest(["defaults", key, ...rest]);
    }
    const uses = follow(document, ["stages", id, "uses"]);
    return uses?.depth === 3 ? clipped(document, uses.node) : undefined;
  }

  function within(path: ModelPath, part: NonNullable<Finding["within"]>): [start: number, end: number] {
    const found = follow(document, path);
    // A string that is a step stands for its `run`.
    const short = found?.depth === path.length - 1 && path.at(-1) === "run";
    if (found === undefined || (found.depth < path.length && !short)) return nearest(path);
    const offset = offsetWithin(found.node, part.text, part.offset);
    if (offset === undefined) return nearest(path);
    const end = document.ends[found.node] ?? offset;
    return [Math.min(offset, end), Math.min(offset + Math.max(1, part.length), end)];
  }

  /** The place in the source of a place in the decoded text of a scalar. */
  function offsetWithin(node: NodeIndex, text: string, offset: number): number | undefined {
    if (document.kinds[node] !== "scalar") return undefined;
    const start = document.starts[node] ?? 0;
    const raw = document.text.slice(start, document.ends[node]);
    const decoded = document.texts[node] ?? "";
    const base = decoded.indexOf(text);
    if (base === -1) return undefined;
    const direct = raw.indexOf(decoded);
    if (direct !== -1) return start + direct + base + offset;
    // Escapes, folding and indentation shift what follows them: count expressions to find the same one again.
    const target = base + offset;
    let count = 0;
    let opened = -1;
    for (let at = decoded.indexOf("${{"); at !== -1 && at <= target; at = decoded.indexOf("${{", at + 3)) {
      count += 1;
      opened = at;
    }
    if (count === 0) return lineOffset(start, raw, { decoded, target });
    let inRaw = -3;
    for (; count > 0; count -= 1) inRaw = raw.indexOf("${{", inRaw + 3);
    return inRaw < 0 ? undefined : start + inRaw + (target - opened);
  }

  return {
    diagnostic: ({ code, severity = "error", path, message, mend, within: part }) => {
      const written = inText(path);
      const at =
        code === "unknown-key" ? keyOf(written) : part === undefined ? nearest(written) : within(written, part);
      const range = lines.range(...at);
      return { code, severity, message, ...(mend === undefined ? {} : { mend }), path: written, range };
    },
    locate: (path) => {
      const found = follow(document, path);
      if (found === undefined || found.depth < path.length) return undefined;
      return lines.range(document.starts[found.node] ?? 0, document.ends[found.node] ?? 0);
    },
  };
}

/** In a literal block, lines of the text are lines of the source, less their indentation. */
function lineOffset(start: number, raw: string, { decoded, target }: { decoded: string; target: number }): number {
  const line = decoded.slice(decoded.lastIndexOf("\n", target - 1) + 1).split("\n", 1)[0] ?? "";
  const column = target - (decoded.lastIndexOf("\n", target - 1) + 1);
  const at = line === "" ? -1 : raw.indexOf(line);
  return start + (at === -1 ? 0 : at + column);
}
