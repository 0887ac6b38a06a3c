import type { Readable } from "node:stream";
import type { OutputSink, OutputStream } from "../../ports/executor.ts";

/** Reads both streams of one step, for as long as any process holds them open. */
export interface StepOutput {
  /**
   * Call when the shell has exited: resolves when both streams are closed, when nothing has come for
   * `patience` milliseconds, or after three times that. Without this bound one background process
   * that inherited the stream would hold the step for ever. While the sink cannot take more the time does
   * not count, unless the step is stopped.
   */
  drain(patience: number, stop: AbortSignal): Promise<void>;
  readonly closed: boolean;
  /** From here on what comes goes to this sink; null leaves it in the pipe. */
  redirect(sink: OutputSink | null): void;
  destroy(): void;
}

export function readStepOutput(streams: Readonly<Record<OutputStream, Readable>>, first: OutputSink): StepOutput {
  let sink: OutputSink | null = first;
  let open = 2;
  let bytes = 0;
  let whenClosed: (() => void) | null = null;
  /** Settled when the sink can take more. */
  let held: Promise<void> | null = null;

  for (const name of ["stdout", "stderr"] as const) {
    const stream = streams[name];
    stream.on("data", (chunk: Buffer) => {
      bytes += chunk.length;
      sink?.write(name, chunk);
      const ready = sink?.ready?.() ?? null;
      if (ready !== null) hold(ready);
    });
    // A read error of a pipe ends it as its close does.
    stream.on("error", () => stream.destroy());
    stream.on("close", () => {
      open -= 1;
      if (open === 0) whenClosed?.();
    });
  }

  function hold(ready: Promise<void>): void {
    if (held !== null) return;
    flow(false);
    held = ready.then(() => {
      held = null;
      flow(sink !== null);
    });
  }

  function flow(on: boolean): void {
    for (const stream of [streams.stdout, streams.stderr]) {
      if (on) stream.resume();
      else stream.pause();
    }
  }

  function quiet(patience: number): Promise<void> {
    return new Promise((resolve) => {
      const done = (): void => {
        clearTimeout(timer);
        whenClosed = null;
        resolve();
      };
      const timer = setTimeout(done, patience);
      whenClosed = done;
    });
  }

  return {
    async drain(patience, stop) {
      let deadline = performance.now() + 3 * patience;
      while (open > 0 && performance.now() < deadline) {
        if (held !== null && !stop.aborted) {
          await unlessAborted(held, stop);
          deadline = performance.now() + 3 * patience;
          continue;
        }
        const before = bytes;
        await quiet(patience);
        if (bytes === before) return;
      }
    },
    get closed() {
      return open === 0;
    },
    redirect(next) {
      sink = next;
      flow(next !== null && held === null);
    },
    destroy() {
      streams.stdout.destroy();
      streams.stderr.destroy();
    },
  };
}

function unlessAborted(wait: Promise<void>, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const done = (): void => {
      signal.removeEventListener("abort", done);
      resolve();
    };
    signal.addEventListener("abort", done, { once: true });
    void wait.then(done);
  });
}
