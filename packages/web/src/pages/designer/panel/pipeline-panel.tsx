import { ConcurrencyPart, DefaultsPart } from "./limits-part.tsx";
import { NotificationsPart } from "./notifications-part.tsx";
import type { PanelContext } from "./panel-context.ts";
import { PanelFrame } from "./panel-frame.tsx";
import { ParametersPart } from "./parameters-part.tsx";
import { Part } from "./part.tsx";
import { SchemaFields } from "./schema-fields.tsx";
import { TriggersPart } from "./triggers-part.tsx";
import { VariablesPart } from "./variables-part.tsx";
import { member } from "./written.ts";

/** What can be said of the whole, while no stage is chosen. */
export function PipelinePanel({
  context,
  onYaml,
  onClose,
}: {
  readonly context: PanelContext;
  readonly onYaml: () => void;
  readonly onClose: () => void;
}) {
  const has = (key: string) => member(context.written, key) !== undefined;
  return (
    <PanelFrame label="The pipeline" title="The pipeline" problems={context.problems} onYaml={onYaml} onClose={onClose}>
      <Part name="Pipeline" open>
        <SchemaFields
          context={context}
          of="Pipeline"
          fields={[
            { key: "name", name: "Name" },
            { key: "description", name: "What it is for" },
            { key: "timeout", name: "Ends after", about: "Waiting for a person does not count", placeholder: "2h" },
            { key: "failFast", name: "When a stage fails, cancel the others" },
          ]}
        />
      </Part>
      <Part name="What starts it" open={has("triggers")}>
        <TriggersPart context={context} />
      </Part>
      <Part name="Parameters" open={has("parameters")}>
        <ParametersPart context={context} />
      </Part>
      <Part name="Variables" open={has("variables")}>
        <VariablesPart context={context} />
      </Part>
      <Part name="Turns" open={has("concurrency")}>
        <ConcurrencyPart context={context} />
      </Part>
      <Part name="For every stage" open={has("defaults")}>
        <DefaultsPart context={context} />
      </Part>
      <Part name="Notifications" open={has("notifications")}>
        <NotificationsPart context={context} />
      </Part>
    </PanelFrame>
  );
}
