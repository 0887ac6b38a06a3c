import { useEffect, useRef, useState } from "react";
import type { Check, ReadingAnswer, ReadingRequest, Shape } from "./reading.ts";

export interface Reading {
  /** Of this text or one just before it; undefined until the first was read. */
  readonly shape: Shape | undefined;
  /** The last shape that had a graph: it stays while the text is broken. */
  readonly drawn: Shape | undefined;
  readonly check: Check | undefined;
}

/** Reads the text in a worker, always the newest. */
export function useReading(text: string): Reading {
  const [reading, setReading] = useState<Reading>({ shape: undefined, drawn: undefined, check: undefined });
  const worker = useRef<Worker | undefined>(undefined);
  const count = useRef(0);
  useEffect(() => {
    const started = new Worker(new URL("./reading-worker.ts", import.meta.url), { type: "module" });
    started.addEventListener("message", ({ data }: MessageEvent<ReadingAnswer>) => {
      setReading((before) => {
        if (data.kind === "check") return { ...before, check: data.check };
        return { ...before, shape: data.shape, drawn: data.shape.outline === null ? before.drawn : data.shape };
      });
    });
    worker.current = started;
    return () => {
      worker.current = undefined;
      started.terminate();
    };
  }, []);
  useEffect(() => {
    count.current += 1;
    const request: ReadingRequest = { id: count.current, text };
    worker.current?.postMessage(request);
  }, [text]);
  return reading;
}
