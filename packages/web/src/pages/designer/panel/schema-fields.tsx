import { type ModelPath, type Shape, shapeAt } from "@headrace/pipeline";
import { ExpressionField } from "./expression-field.tsx";
import { ChoiceField, Field, ListField, NumberField, SwitchField } from "./fields.tsx";
import { PairsField } from "./pairs-field.tsx";
import { type PanelContext, wrongAt } from "./panel-context.ts";
import { isRecord, member, scalarOf, textOf } from "./written.ts";

/** One key of the language, and what people call it. */
export interface SchemaField {
  /** Below the part of the language: `retry.attempts`. */
  readonly key: string;
  readonly name: string;
  readonly about?: string;
  readonly placeholder?: string;
  /** What holds where nothing is written. */
  readonly standard?: boolean;
}

/** A field for each of these keys, of the kind that the schema says. */
export function SchemaFields({
  context,
  of,
  at = [],
  fields,
}: {
  readonly context: PanelContext;
  /** The part of the language, such as `Stage`. */
  readonly of: string;
  /** Where that part stands, below what the panel is of. */
  readonly at?: ModelPath;
  readonly fields: readonly SchemaField[];
}) {
  return fields.map((field) => {
    const keys = field.key.split(".");
    const path = [...at, ...keys];
    return (
      <Field key={field.key} name={field.name} about={field.about} wrong={wrongAt(context, ...path)}>
        {(id) => <FieldOf id={id} context={context} path={path} shape={shapeAt(of, keys)} field={field} />}
      </Field>
    );
  });
}

function FieldOf({
  id,
  context,
  path,
  shape,
  field: { name, placeholder, standard },
}: {
  readonly id: string;
  readonly context: PanelContext;
  readonly path: ModelPath;
  readonly shape: Shape | undefined;
  readonly field: SchemaField;
}) {
  const value = member(context.written, ...path);
  const shared = {
    id,
    value,
    ...(placeholder === undefined ? {} : { placeholder }),
    onCommit: (next: unknown) => context.set(path, next),
  };
  switch (shape?.kind) {
    case "boolean":
      return <SwitchField {...shared} {...(standard === undefined ? {} : { standard })} />;
    case "number":
      return (
        <NumberField
          {...shared}
          {...(shape.min === undefined ? {} : { min: shape.min })}
          {...(shape.max === undefined ? {} : { max: shape.max })}
        />
      );
    case "choice":
      return <ChoiceField {...shared} options={shape.values} />;
    case "list":
      return (
        <ListField
          {...shared}
          known={shape.items.kind === "choice" ? shape.items.values : []}
          onCommit={(list) => context.set(path, shape.items.kind === "number" ? list?.map(scalarOf) : list)}
        />
      );
    case "record":
      return <PairsField context={context} path={path} name={name.toLowerCase()} />;
    case "either":
      if (!shape.options.some(({ kind }) => kind === "boolean")) break;
      return isRecord(value) ? <code>{textOf(value)}</code> : <SwitchField {...shared} />;
    default:
  }
  return <ExpressionField {...shared} context={context} path={path} />;
}
