import { memo, type ReactNode } from "react";
import hiddenStyles from "../../../common/visible.module.css";
import { visibleParts } from "../../../common/visible-text.ts";
import styles from "./build-logs.module.css";
import { findLinks } from "./find-links.ts";
import type { ShownLine } from "./log-source.ts";
import { parseAnsi } from "./parse-ansi.ts";
import { styleOfText } from "./terminal-colours.ts";

export interface LogTextProps {
  readonly line: ShownLine;
  /** What a search looks for: marked in the text. */
  readonly pattern: RegExp | undefined;
}

/** The text of a line: colours, links and what a search found, all of it as text nodes. */
export const LogText = memo(function LogText({ line, pattern }: LogTextProps) {
  const { overwritten, text } = lastWritten(line.text);
  const { parts } = parseAnsi(text, line.start);
  const bare = parts.map((part) => part.text).join("");
  const hits = pattern === undefined ? none : hitsOf(bare, pattern);
  let position = 0;
  return (
    <>
      {overwritten === 0 ? null : (
        <span className={hiddenStyles.hidden} title={`Written over ${overwritten} times; the raw log has all of it`}>
          CR
        </span>
      )}
      {parts.map((part) => {
        const start = position;
        position += part.text.length;
        const style = styleOfText(part.style);
        const inside = marked(part.text, start, hits);
        return Object.keys(style).length === 0 ? (
          inside
        ) : (
          <span key={start} style={style}>
            {inside}
          </span>
        );
      })}
      {line.truncated ? <span className={styles.cut}>… the raw log has the whole line</span> : null}
    </>
  );
});

interface Hit {
  readonly start: number;
  readonly end: number;
}

const none: readonly Hit[] = [];
/** Marked in one line; a pattern that matches every character is no reason to draw thousands of elements. */
const mostHits = 100;

function hitsOf(text: string, pattern: RegExp): readonly Hit[] {
  const hits: Hit[] = [];
  for (const match of text.matchAll(pattern)) {
    if (match[0] !== "") hits.push({ start: match.index, end: match.index + match[0].length });
    if (hits.length === mostHits) break;
  }
  return hits;
}

/** A part of the line with what was found in it marked. */
function marked(text: string, offset: number, hits: readonly Hit[]): ReactNode {
  const nodes: ReactNode[] = [];
  let position = 0;
  for (const { start, end } of hits) {
    const [from, to] = [Math.max(0, start - offset), Math.min(text.length, end - offset)];
    if (to <= from) continue;
    nodes.push(...linked(text.slice(position, from), `${position}`));
    nodes.push(<mark key={`hit ${from}`}>{linked(text.slice(from, to), `${from}`)}</mark>);
    position = to;
  }
  nodes.push(...linked(text.slice(position), `${position}`));
  return nodes;
}

function linked(text: string, key: string): readonly ReactNode[] {
  if (text === "") return [];
  let position = 0;
  return findLinks(text).map((part) => {
    const place = `${key} ${position}`;
    position += part.text.length;
    if (part.href === undefined) return plainly(part.text, place);
    return (
      <a key={place} href={part.href} target="_blank" rel="noopener noreferrer nofollow">
        {part.text}
      </a>
    );
  });
}

function plainly(text: string, key: string): ReactNode {
  const parts = visibleParts(text);
  if (parts.length === 1 && parts[0]?.kind === "text") return text;
  let position = 0;
  return parts.map((part) => {
    const place = `${key} ${position}`;
    position += part.text.length;
    if (part.kind === "text") return part.text;
    return (
      <span key={place} className={hiddenStyles.hidden} title={`A character that is not seen: ${part.name}`}>
        {part.name}
      </span>
    );
  });
}

/** A carriage return goes back to the line's beginning: what comes last stands there in the end. */
function lastWritten(text: string): { readonly text: string; readonly overwritten: number } {
  if (!text.includes("\r")) return { text, overwritten: 0 };
  const written = text.split("\r").filter((part) => part !== "");
  return { text: written.at(-1) ?? "", overwritten: Math.max(0, written.length - 1) };
}
