import type { ModelPath } from "@headrace/pipeline";
import { Cards } from "./cards.tsx";
import { ExpressionField } from "./expression-field.tsx";
import { TextField } from "./fields.tsx";
import type { PanelContext } from "./panel-context.ts";
import { isRecord, listOf, member, textOf } from "./written.ts";

/** Commands, one step after the other. */
export function Steps({
  context,
  path,
  title,
  adding,
}: {
  readonly context: PanelContext;
  readonly path: ModelPath;
  /** What one of them is called: `Step`. */
  readonly title: string;
  readonly adding: string;
}) {
  const { written, set } = context;
  return (
    <Cards
      list={listOf(member(written, ...path))}
      name={title.toLowerCase()}
      adding={adding}
      onAdd={(place) => set([...path, place], { run: "echo hello" })}
      onRemove={(place) => set([...path, place], undefined)}
      head={(step, place) => (
        <TextField
          value={member(step, "name")}
          label={`${title} ${place + 1}: name`}
          placeholder={`${title} ${place + 1}`}
          onCommit={(next) =>
            isRecord(step) ? set([...path, place, "name"], next) : set([...path, place], { name: next, run: step })
          }
        />
      )}
    >
      {(step, place) => {
        if (isRecord(step) && step.uses !== undefined) return <code>uses: {textOf(step.uses)}</code>;
        const at = [...path, place, ...(isRecord(step) ? ["run"] : [])];
        return (
          <ExpressionField
            context={context}
            path={at}
            value={isRecord(step) ? step.run : step}
            label={`${title} ${place + 1}: commands`}
            rows={1}
            onCommit={(run) => set(at, run ?? "")}
          />
        );
      }}
    </Cards>
  );
}
