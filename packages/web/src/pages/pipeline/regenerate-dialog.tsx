import type { InputOf, OutputOf } from "@headrace/app/client";
import { useState } from "react";
import { useAction } from "../../client/use-action.ts";
import { useOperation } from "../../client/use-operation.ts";
import { FormDialog, type FormValues } from "../../common/form-dialog.tsx";
import { ProblemNotice } from "../../common/problem-notice.tsx";
import { enteredValues, templateFields, templateValues } from "../templates/parameter-fields.ts";
import { RegeneratedText } from "./regenerated-text.tsx";

type Pipeline = OutputOf<"pipelines.get">;

/** Makes a pipeline of its template again, with the same or other values: shows first what would change. */
export function RegenerateDialog({
  pipeline: { id, name },
  generated,
  onClose,
}: {
  readonly pipeline: Pipeline;
  readonly generated: NonNullable<Pipeline["generated"]>;
  readonly onClose: () => void;
}) {
  const { data: template, error } = useOperation("templates.get", { template: generated.template });
  const [entered, setEntered] = useState<FormValues>();
  const [found, setFound] = useState<OutputOf<"pipelines.regenerate">>();
  const look = useAction("pipelines.regenerate", { changesOnly: [], onDone: setFound });
  const save = useAction("pipelines.regenerate", { onDone: onClose });
  const isGone = error?.code === "not-found";
  if (template === undefined && error === null) return null;
  const parameters = template?.parameters ?? [];
  const asked = (values: FormValues): InputOf<"pipelines.regenerate"> => {
    const given = enteredValues(parameters, values);
    // What is left empty is the template's own default again, not what was given before.
    const all = parameters.map((one) => [one.name, given[one.name] ?? null]);
    return { pipeline: id, from: isGone ? "kept" : "newest", parameters: Object.fromEntries(all) };
  };

  if (found !== undefined && entered !== undefined) {
    return (
      <RegeneratedText
        found={found}
        busy={save.isPending}
        problem={save.error}
        onSave={() =>
          save.mutate({
            ...asked(entered),
            ifMatch: `"${found.version}"`,
            ...(found.edited ? { overwrite: true } : {}),
          })
        }
        onClose={onClose}
        onBack={() => {
          save.reset();
          setFound(undefined);
        }}
      />
    );
  }
  return (
    <FormDialog
      title={`Make ${name} of ${generated.name} again`}
      button="Show what would change"
      fields={templateFields(parameters)}
      initial={entered ?? templateValues(parameters, generated.parameters)}
      busy={look.isPending}
      problem={look.error}
      onSubmit={(values) => {
        setEntered(values);
        look.mutate({ ...asked(values), dryRun: true });
      }}
      onClose={onClose}
    >
      {isGone ? (
        <p>The template is there no more, or not for you: it is made of it as it was then, with the same values.</p>
      ) : error === null ? (
        <p>Of the template as it is now. You see first what would change; nothing is saved before.</p>
      ) : (
        <ProblemNotice problem={error} />
      )}
    </FormDialog>
  );
}
