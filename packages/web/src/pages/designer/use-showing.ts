import { useCallback, useMemo, useState } from "react";
import type { Reveal } from "../../canvas/use-reveal.ts";
import type { Shape } from "./reading.ts";

/** A place of the text to bring into view; again whenever `at` changes. */
export interface TextPlace {
  readonly offset: number;
  readonly at: number;
  /** Whether the caret goes there too. */
  readonly focus: boolean;
}

/** What is brought into view, on the canvas and in the text. */
export interface Showing {
  readonly reveal: Reveal | undefined;
  readonly place: TextPlace | undefined;
  readonly onCanvas: (stages: readonly string[]) => void;
  readonly inText: (offset: number, focus: boolean) => void;
  /** Where a stage begins in the text, which may not have it yet. */
  readonly stageInText: (stage: string, focus: boolean) => void;
}

export function useShowing(shape: Shape | undefined): Showing {
  const [reveal, setReveal] = useState<Reveal | undefined>(undefined);
  const [place, setPlace] = useState<TextPlace | undefined>(undefined);
  const onCanvas = useCallback((stages: readonly string[]) => setReveal({ stages, at: Date.now() }), []);
  const inText = useCallback((offset: number, focus: boolean) => setPlace({ offset, at: Date.now(), focus }), []);
  const stageInText = useCallback(
    (stage: string, focus: boolean) => {
      const start = shape?.starts.find((each) => each.stage === stage);
      if (start !== undefined) inText(start.offset, focus);
    },
    [shape, inText],
  );
  return useMemo(
    () => ({ reveal, place, onCanvas, inText, stageInText }),
    [reveal, place, onCanvas, inText, stageInText],
  );
}
