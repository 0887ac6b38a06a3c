import type { ReactNode } from "react";
import { ContainerPart } from "./container-part.tsx";
import { FilesPart, GatesPart, ReusePart } from "./files-part.tsx";
import { DeployPart, GeneralPart } from "./general-part.tsx";
import { ConcurrencyPart, LimitsPart } from "./limits-part.tsx";
import { MatrixPart } from "./matrix-part.tsx";
import type { StageContext } from "./panel-context.ts";
import { PanelFrame } from "./panel-frame.tsx";
import { Part } from "./part.tsx";
import { Steps } from "./steps.tsx";
import { SecretsPart, VariablesPart } from "./variables-part.tsx";
import { WorkPart } from "./work-part.tsx";
import { member } from "./written.ts";

/** Everything that can be said of one stage. What has no field here is written in the YAML beside it. */
export function StagePanel({
  context,
  actions,
  onYaml,
  onClose,
}: {
  readonly context: StageContext;
  readonly actions: ReactNode;
  readonly onYaml: () => void;
  readonly onClose: () => void;
}) {
  const { stage, written, problems } = context;
  const has = (...keys: readonly string[]) => keys.some((key) => member(written, key) !== undefined);
  return (
    <PanelFrame
      label={`Stage ${stage}`}
      title={stage}
      problems={problems}
      actions={actions}
      onYaml={onYaml}
      onClose={onClose}
    >
      <Part name="Stage" open>
        <GeneralPart context={context} />
      </Part>
      <Part name="What it does" open>
        <WorkPart context={context} />
      </Part>
      <Part name="Variables and secrets" open={has("variables", "secrets")}>
        <VariablesPart context={context} />
        <SecretsPart context={context} />
      </Part>
      <Part name="Files and reports" open={has("artifacts", "cache", "reports")}>
        <FilesPart context={context} />
      </Part>
      <Part name="Quality gates" open={has("gates")}>
        <GatesPart context={context} />
      </Part>
      <Part name="Reuse" open={has("reuse")}>
        <ReusePart context={context} />
      </Part>
      <Part name="Matrix" open={has("matrix")}>
        <MatrixPart context={context} />
      </Part>
      <Part name="Environment and approval" open={has("environment", "approval")}>
        <DeployPart context={context} />
      </Part>
      <Part name="Rollback" open={has("rollback")}>
        <Steps
          context={context}
          path={["rollback", "steps"]}
          title="Step of the rollback"
          adding="Add a step that runs when it fails"
        />
      </Part>
      <Part name="Container" open={has("image", "services", "network")}>
        <ContainerPart context={context} />
      </Part>
      <Part name="Limits" open={has("timeout", "retry", "resources", "allowFailure", "priority")}>
        <LimitsPart context={context} />
      </Part>
      <Part name="Turns" open={has("concurrency")}>
        <ConcurrencyPart context={context} />
      </Part>
    </PanelFrame>
  );
}
