import type { ModelPath } from "../diagnostics/diagnostic.ts";

/** From the stage that is needed to the stage that needs it. */
export interface Edge {
  readonly from: string;
  readonly to: string;
}

/** A stage that is not there yet. */
export interface NewStage {
  /** The id; made unique. Taken from the stage type unless given. */
  readonly id?: string;
  /** A stage type; a stage with one step that prints a line without it. */
  readonly uses?: string;
  /** What the stage shall say, instead of what its stage type begins with. */
  readonly value?: Readonly<Record<string, unknown>>;
}

/** Everything that can be done to a pipeline's text by hand. Each is pure: the same text and gesture give the same text. */
export type Gesture =
  /** On an edge it comes between the two; else after the given stages. */
  | {
      readonly kind: "add-stage";
      readonly stage: NewStage;
      readonly after?: readonly string[];
      readonly edge?: Edge;
    }
  /** What needed them needs what they needed, so that the order of the rest stays. */
  | { readonly kind: "remove-stages"; readonly stages: readonly string[] }
  /** Also wherever another stage names it. */
  | { readonly kind: "rename-stage"; readonly stage: string; readonly name: string }
  | { readonly kind: "connect"; readonly from: string; readonly to: string }
  | { readonly kind: "disconnect"; readonly from: string; readonly to: string }
  | { readonly kind: "duplicate-stages"; readonly stages: readonly string[] }
  /** `clipboard` is what `copyStages` gave, or any text with stages. Those that need nothing come after `after`. */
  | { readonly kind: "paste"; readonly clipboard: string; readonly after?: readonly string[] }
  /** An existing stage onto an edge: it comes between the two. */
  | { readonly kind: "place-on-edge"; readonly stage: string; readonly edge: Edge }
  /** An existing stage beside another: it needs what the other needs. */
  | { readonly kind: "place-beside"; readonly stage: string; readonly beside: string }
  /** Its place in the file, with its comments; `null` is the first place. */
  | { readonly kind: "move-stage"; readonly stage: string; readonly after: string | null }
  | { readonly kind: "group-stages"; readonly stages: readonly string[]; readonly group: string | null }
  /** `null` is a stage with steps of its own. Inputs that the new type has too are kept. */
  | { readonly kind: "set-stage-type"; readonly stage: string; readonly uses: string | null }
  /** Any field; an undefined value removes it, and what it leaves empty. */
  | { readonly kind: "set-field"; readonly path: ModelPath; readonly value: unknown }
  | { readonly kind: "rename-key"; readonly path: ModelPath; readonly name: string }
  /** A plain change of the text, for what has no structure. Offsets count UTF-16 units. */
  | { readonly kind: "replace-range"; readonly start: number; readonly end: number; readonly text: string }
  /** One after another, as one. */
  | { readonly kind: "sequence"; readonly gestures: readonly Gesture[] };
