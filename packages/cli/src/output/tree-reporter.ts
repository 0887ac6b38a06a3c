import { type ExecutionPlan, type ExecutionState, initialState } from "@headrace/execution";
import type { CommandContext } from "../context.ts";
import type { Reporter } from "./reporter.ts";
import { createStyle } from "./style.ts";
import { drawTree, type TreeView } from "./tree-view.ts";

export interface TreeOptions {
  readonly plan: ExecutionPlan;
  /** Milliseconds by instance, from earlier executions. */
  readonly usualDurations: ReadonlyMap<string, number>;
}

/** Milliseconds between drawings: often enough to seem alive, seldom enough to cost nothing. */
const drawInterval = 80;
const keptLines = 3;

/** A live picture of the execution in a terminal, redrawn in place and gone at the end. */
export function createTreeReporter(context: CommandContext, { plan, usualDurations }: TreeOptions): Reporter {
  const { stdout } = context;
  const style = createStyle(context.color);
  const lastLines = new Map<string, readonly string[]>();
  const unfinished = new Map<string, () => readonly Buffer[]>();
  let state: ExecutionState = initialState(plan);
  let drawnRows = 0;
  let timer: NodeJS.Timeout | undefined;
  let held = false;

  /** To the picture's first line, from the line's beginning: a terminal shows the Ctrl-C that is pressed as ^C. */
  function toTop(): string {
    return drawnRows === 0 ? "" : `\r\u001b[${drawnRows}A`;
  }

  // Line by line: a terminal that sees its whole screen cleared keeps a copy of it in what can be scrolled back.
  function erase(): string {
    return `${toTop()}${`${clearLine}\n`.repeat(drawnRows)}${clearLine}${toTop()}`;
  }

  function draw(): void {
    const view: TreeView = {
      state,
      lastLines: withUnfinished(),
      usualDurations,
      now: Date.now(),
      columns: Math.max(40, stdout.columns ?? 80),
      rows: Math.max(6, (stdout.rows ?? 24) - 1),
    };
    const lines = drawTree(view, style);
    // One write, so that the terminal never shows a half-drawn picture.
    stdout.write(`${toTop()}${lines.map((line) => `${line}${clearLine}\n`).join("")}${clearBelow}`);
    drawnRows = lines.length;
  }

  /** A prompt or a progress bar is shown though its line has no end yet; when it has, `log` brings it whole. */
  function withUnfinished(): ReadonlyMap<string, readonly string[]> {
    const all = new Map(lastLines);
    for (const [instance, read] of unfinished) {
      const last = read().flatMap((bytes) => linesOf(bytes).slice(-1));
      if (last.length > 0) all.set(instance, [...(lastLines.get(instance) ?? []), ...last]);
    }
    return all;
  }

  function begin(): void {
    stdout.write(hideCursor);
    process.once("exit", restore);
    timer = setInterval(draw, drawInterval);
  }

  function restore(): void {
    stdout.write(showCursor);
  }

  function end(): void {
    clearInterval(timer);
    timer = undefined;
    stdout.write(erase());
    drawnRows = 0;
    restore();
    process.off("exit", restore);
  }

  return {
    observer: {
      event(_event, next) {
        state = next;
        if (timer === undefined && !held && next.status !== "finished") begin();
      },
      log(batch, { instance }) {
        lastLines.set(instance, [...(lastLines.get(instance) ?? []), ...linesOf(batch.bytes)].slice(-keptLines));
      },
      unfinished(read, { instance }) {
        unfinished.set(instance, read);
      },
      notice(message) {
        stdout.write(erase());
        drawnRows = 0;
        context.stderr.write(`${message}\n`);
      },
    },
    hold() {
      held = true;
      end();
      return () => {
        held = false;
        if (state.status !== "finished") begin();
      };
    },
    finish: async () => end(),
  };
}

/** Only the end is ever shown, so only the end is looked at. */
function linesOf(bytes: Buffer): readonly string[] {
  const text = bytes.subarray(-4096).toString("utf8");
  return text.split(/\r?\n|\r/).filter((line) => line.trim() !== "");
}

/** From the cursor to the line's end, and to the screen's. */
const clearLine = "\u001b[0K";
const clearBelow = "\u001b[0J";
const hideCursor = "\u001b[?25l";
const showCursor = "\u001b[?25h";
