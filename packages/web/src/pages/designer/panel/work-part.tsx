import { createStageTypes, type StageTypeInput } from "@headrace/pipeline";
import { Select } from "antd";
import { ExpressionField } from "./expression-field.tsx";
import { ChoiceField, Field, ListField, NumberField, SwitchField, TextField } from "./fields.tsx";
import { type PanelContext, type StageContext, wrongAt } from "./panel-context.ts";
import { Steps } from "./steps.tsx";
import { member, textOf } from "./written.ts";

const stageTypes = createStageTypes().list();

/** What it does: a stage type with its inputs, or steps. */
export function WorkPart({ context }: { readonly context: StageContext }) {
  const { stage, written, edit } = context;
  const uses = member(written, "uses");
  const type = stageTypes.find((each) => each.type === uses);
  return (
    <>
      <Field
        name="Stage type"
        about={type?.summary}
        wrong={missesInput(type, written) ? undefined : wrongAt(context, "uses")}
      >
        {(id) => (
          <Select
            id={id}
            showSearch
            value={typeof uses === "string" ? uses : ""}
            options={[
              { value: "", label: "Steps of its own" },
              ...stageTypes.map((each) => ({ value: each.type, label: each.type })),
              ...(typeof uses === "string" && type === undefined ? [{ value: uses, label: uses }] : []),
            ]}
            onChange={(next) =>
              edit({ kind: "set-stage-type", stage, uses: next === "" ? null : next }, `Change the type of ${stage}`)
            }
          />
        )}
      </Field>
      {type?.inputs.map((input) => (
        <InputField key={input.name} context={context} input={input} />
      ))}
      {uses === undefined ? <Steps context={context} path={["steps"]} title="Step" adding="Add a step" /> : null}
      {uses === undefined || member(written, "afterSteps") !== undefined ? (
        <Steps context={context} path={["afterSteps"]} title="Step afterwards" adding="Add a step that always runs" />
      ) : null}
    </>
  );
}

/** Then its own field says that it is needed. */
function missesInput(type: (typeof stageTypes)[number] | undefined, written: unknown): boolean {
  return type?.inputs.some(({ name, required }) => required === true && !member(written, "with", name)) ?? false;
}

function InputField({ context, input }: { readonly context: PanelContext; readonly input: StageTypeInput }) {
  const { written, set } = context;
  const value = member(written, "with", input.name);
  const commit = (next: unknown): void => set(["with", input.name], next);
  const standard = input.default === undefined || textOf(input.default) === "" ? undefined : textOf(input.default);
  const missing = input.required === true && value === undefined ? "Needed." : undefined;
  return (
    <Field
      name={`${input.name}${input.required === true ? " *" : ""}`}
      about={input.description}
      wrong={wrongAt(context, "with", input.name) ?? missing}
    >
      {(id) => {
        switch (input.type) {
          case "number":
            return (
              <NumberField
                id={id}
                value={value}
                onCommit={commit}
                {...(standard === undefined ? {} : { placeholder: standard })}
              />
            );
          case "boolean":
            return <SwitchField id={id} value={value} standard={input.default === true} onCommit={commit} />;
          case "choice":
            return (
              <ChoiceField
                id={id}
                value={value}
                options={input.options ?? []}
                onCommit={commit}
                {...(standard === undefined ? {} : { placeholder: standard })}
              />
            );
          case "list":
            return <ListField id={id} value={value} onCommit={commit} placeholder={input.description} />;
          case "services":
            return (
              <TextField id={id} value={value} placeholder="Write services in the YAML" onCommit={() => undefined} />
            );
          case "secret":
            return <TextField id={id} value={value} mono placeholder="${{ secrets.NAME }}" onCommit={commit} />;
          case "string":
          case "path":
            return (
              <ExpressionField
                context={context}
                path={["with", input.name]}
                id={id}
                value={value}
                rows={1}
                placeholder={standard ?? input.description}
                onCommit={commit}
              />
            );
        }
      }}
    </Field>
  );
}
