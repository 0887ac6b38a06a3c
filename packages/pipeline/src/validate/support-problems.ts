import type { Diagnostic, ModelPath } from "../diagnostics/diagnostic.ts";
import type { Pipeline } from "../model/pipeline.ts";
import type { Stage } from "../model/stage.ts";

/** Keys of the language that this version reads and cannot honour yet, with what to do meanwhile. */
const pipelineKeys: readonly { readonly key: string; readonly isUsed: (pipeline: Pipeline) => boolean }[] = [
  { key: "concurrency", isUsed: ({ concurrency }) => concurrency !== undefined },
  { key: "notifications", isUsed: ({ notifications }) => notifications.length > 0 },
];

const stageKeys: readonly {
  readonly key: string;
  readonly within?: string;
  readonly isUsed: (stage: Stage) => boolean;
}[] = [
  { key: "image", isUsed: ({ image }) => image !== undefined },
  { key: "services", isUsed: ({ services }) => services.length > 0 },
  { key: "network", isUsed: ({ network }) => network !== undefined },
  { key: "cpu", within: "resources", isUsed: ({ resources }) => resources?.cpu !== undefined },
  { key: "runsOn", isUsed: ({ runsOn }) => runsOn.length > 0 },
  { key: "approval", isUsed: ({ approval }) => approval !== undefined },
  { key: "rollback", isUsed: ({ rollback }) => rollback !== undefined },
  { key: "priority", isUsed: ({ priority }) => priority !== undefined },
  { key: "concurrency", isUsed: ({ concurrency }) => concurrency !== undefined },
];

/** What of a pipeline cannot be honoured when it is run: refused by name, never ignored. */
export function supportProblems(pipeline: Pipeline): readonly Diagnostic[] {
  return [
    ...pipelineKeys.filter(({ isUsed }) => isUsed(pipeline)).map(({ key }) => problem([key])),
    ...pipeline.stages.flatMap((stage) =>
      stageKeys
        .filter(({ isUsed }) => isUsed(stage))
        .map(({ key, within }) => problem(["stages", stage.id, ...(within === undefined ? [] : [within]), key])),
    ),
  ];
}

function problem(path: ModelPath): Diagnostic {
  const [first, stage] = path;
  const key = path.slice(first === "stages" ? 2 : 0).join(".");
  const where = first === "stages" ? ` of stage "${stage}"` : "";
  return {
    code: "not-supported-yet",
    severity: "error",
    path,
    message: `"${key}"${where} cannot be honoured by this version.`,
    mend: "take the key out to run the pipeline here; it is valid and stays so for the version that knows it",
  };
}
