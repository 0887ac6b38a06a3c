import { stageCategories } from "@headrace/pipeline";
import { Select } from "antd";
import { ExpressionField } from "./expression-field.tsx";
import { ChoiceField, Field, ListField, TextField } from "./fields.tsx";
import { type StageContext, wrongAt } from "./panel-context.ts";
import { isRecord, listOf, member, textOf } from "./written.ts";

/** What it is called, where it stands, and when it runs. */
export function GeneralPart({ context }: { readonly context: StageContext }) {
  const { stage, written, stages, edit, set } = context;
  const needs = neededBy(member(written, "needs"));
  return (
    <>
      <Field name="Id" about="Used in needs, in expressions and on the command line" wrong={undefined}>
        {(id) => (
          <TextField
            id={id}
            value={stage}
            mono
            onCommit={(name) => name !== undefined && edit({ kind: "rename-stage", stage, name }, `Rename ${stage}`)}
          />
        )}
      </Field>
      <Field name="Name" about="Shown to people" wrong={wrongAt(context, "name")}>
        {(id) => (
          <TextField
            id={id}
            value={member(written, "name")}
            placeholder={stage}
            onCommit={(name) => set(["name"], name)}
          />
        )}
      </Field>
      <Field name="Waits for" wrong={wrongAt(context, "needs")}>
        {(id) => (
          <Select
            id={id}
            mode="multiple"
            value={[...needs]}
            placeholder="Nothing: it starts at once"
            options={stages.filter((other) => other !== stage).map((other) => ({ value: other, label: other }))}
            onSelect={(from: string) => edit({ kind: "connect", from, to: stage }, `Let ${stage} wait for ${from}`)}
            onDeselect={(from: string) =>
              edit({ kind: "disconnect", from, to: stage }, `Let ${stage} not wait for ${from}`)
            }
          />
        )}
      </Field>
      <Field name="Runs when" about="An expression; success() unless said" wrong={wrongAt(context, "when")}>
        {(id) => (
          <ExpressionField
            context={context}
            path={["when"]}
            id={id}
            value={member(written, "when")}
            placeholder="success()"
            onCommit={(when) => set(["when"], when)}
          />
        )}
      </Field>
      <Field name="Lane" wrong={wrongAt(context, "group")}>
        {(id) => (
          <TextField
            id={id}
            value={member(written, "group")}
            placeholder="None"
            onCommit={(group) => set(["group"], group)}
          />
        )}
      </Field>
      <Field name="Kind of work" wrong={wrongAt(context, "category")}>
        {(id) => (
          <ChoiceField
            id={id}
            value={member(written, "category")}
            options={stageCategories}
            placeholder="As its stage type says"
            onCommit={(category) => set(["category"], category)}
          />
        )}
      </Field>
    </>
  );
}

function neededBy(needs: unknown): readonly string[] {
  if (typeof needs === "string") return [needs];
  return listOf(needs).map((need) => (isRecord(need) ? textOf(need.stage) : textOf(need)));
}

/** Where it deploys to, and who is asked before. */
export function DeployPart({ context }: { readonly context: StageContext }) {
  const { written, set, environments } = context;
  const environment = member(written, "environment");
  const approval = member(written, "approval");
  return (
    <>
      <Field name="Environment" wrong={wrongAt(context, "environment")}>
        {(id) => (
          <>
            <ExpressionField
              context={context}
              path={["environment", "name"]}
              id={id}
              value={isRecord(environment) ? environment.name : environment}
              placeholder="None"
              onCommit={(name) =>
                set(isRecord(environment) && name !== undefined ? ["environment", "name"] : ["environment"], name)
              }
            />
            {environments.length === 0 || environment !== undefined ? null : (
              <small>Known: {environments.join(", ")}</small>
            )}
          </>
        )}
      </Field>
      {environment === undefined ? null : (
        <Field name="Where it can be seen">
          {(id) => (
            <ExpressionField
              context={context}
              path={["environment", "url"]}
              id={id}
              value={member(environment, "url")}
              placeholder="https://…"
              onCommit={(url) =>
                typeof environment === "string"
                  ? set(["environment"], { name: environment, url })
                  : set(["environment", "url"], url)
              }
            />
          )}
        </Field>
      )}
      <Field name="Approval" about="Somebody is asked before it starts" wrong={wrongAt(context, "approval")}>
        {(id) => (
          <Select
            id={id}
            value={approval === undefined ? "none" : "asked"}
            options={[
              { value: "none", label: "Nobody is asked" },
              { value: "asked", label: "Somebody must approve" },
            ]}
            onChange={(next) => set(["approval"], next === "asked" ? { minimum: 1 } : undefined)}
          />
        )}
      </Field>
      {approval === undefined ? null : (
        <>
          <Field name="Who may approve" about="People or teams">
            {(id) => (
              <ListField
                id={id}
                value={member(approval, "approvers")}
                placeholder="Everybody who may deploy"
                onCommit={(list) => set(["approval", "approvers"], list)}
              />
            )}
          </Field>
          <Field name="Shown to who is asked">
            {(id) => (
              <ExpressionField
                context={context}
                path={["approval", "instructions"]}
                id={id}
                value={member(approval, "instructions")}
                rows={1}
                onCommit={(text) => set(["approval", "instructions"], text)}
              />
            )}
          </Field>
        </>
      )}
    </>
  );
}
