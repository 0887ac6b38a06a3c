import type { ModelPath, Pipeline } from "@headrace/pipeline";

/** Something that a conversion changes, though nothing that decides what is run. */
export interface JsonNote {
  readonly code: "comments-dropped" | "defaults-written-out" | "stage-type-folded";
  readonly path: ModelPath;
  readonly message: string;
}

/** What printing as JSON changes in how a pipeline is written. */
export function notesOf(pipeline: Pipeline): readonly JsonNote[] {
  return [
    { code: "comments-dropped", path: [], message: "JSON has no comments; those of the source are left out." },
    {
      code: "defaults-written-out",
      path: ["defaults"],
      message: "What `defaults` said stands at each stage it applies to.",
    },
    ...pipeline.stages.flatMap((stage): JsonNote[] =>
      stage.uses === undefined
        ? []
        : [
            {
              code: "stage-type-folded",
              path: ["stages", stage.id, "uses"],
              message: `The stage is written by its type "${stage.uses.type}"; its steps come from there again.`,
            },
          ],
    ),
  ];
}
