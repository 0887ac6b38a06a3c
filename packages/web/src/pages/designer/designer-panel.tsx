import type { Gesture } from "@headrace/pipeline/edit";
import type { OutlineStage } from "@headrace/pipeline/outline";
import { type ReactNode, useMemo } from "react";
import type { PanelContext } from "./panel/panel-context.ts";
import { PipelinePanel } from "./panel/pipeline-panel.tsx";
import { SeveralPanel } from "./panel/several-panel.tsx";
import { StagePanel } from "./panel/stage-panel.tsx";
import { type Problem, type Shape, stageOfProblem } from "./reading.ts";
import type { ServerNames } from "./server-names.ts";

/** The form of what is chosen: a stage, several, or else the pipeline itself. */
export function DesignerPanel({
  shape,
  stages,
  selected,
  problems,
  server,
  perform,
  stageActions,
  onYaml,
  onClose,
}: {
  readonly shape: Shape;
  readonly stages: readonly OutlineStage[];
  readonly selected: readonly string[];
  readonly problems: readonly Problem[];
  readonly server: ServerNames;
  readonly perform: (gesture: Gesture, label: string) => void;
  readonly stageActions: (stage: string) => ReactNode;
  /** To the text: of this stage, or of the pipeline. */
  readonly onYaml: (stage: string | undefined) => void;
  readonly onClose: () => void;
}) {
  const names = useMemo(() => ({ ...server, definition: shape.written }), [server, shape]);
  const shared = { names, edit: perform };
  const [only, ...others] = selected.filter((id) => Object.hasOwn(shape.stages, id));
  if (only !== undefined && others.length > 0) {
    return <SeveralPanel stages={selected} written={shape.stages} edit={perform} onClose={onClose} />;
  }
  if (only === undefined) {
    const context: PanelContext = {
      ...shared,
      root: [],
      called: "the pipeline",
      written: shape.written,
      problems: problems.filter((problem) => stageOfProblem(problem) === undefined),
      set: (path, value) => perform({ kind: "set-field", path, value }, "Edit the pipeline"),
    };
    return <PipelinePanel context={context} onYaml={() => onYaml(undefined)} onClose={onClose} />;
  }
  const root = ["stages", only];
  return (
    <StagePanel
      key={only}
      context={{
        ...shared,
        root,
        called: only,
        stage: only,
        written: shape.stages[only],
        problems: problems.filter((problem) => stageOfProblem(problem) === only),
        stages: stages.map(({ id }) => id),
        environments: server.environments,
        set: (path, value) => perform({ kind: "set-field", path: [...root, ...path], value }, `Edit ${only}`),
      }}
      actions={stageActions(only)}
      onYaml={() => onYaml(only)}
      onClose={onClose}
    />
  );
}
