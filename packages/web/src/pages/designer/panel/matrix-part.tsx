import { Cards } from "./cards.tsx";
import { Field } from "./fields.tsx";
import { PairsField } from "./pairs-field.tsx";
import { type PanelContext, wrongAt } from "./panel-context.ts";
import { SchemaFields } from "./schema-fields.tsx";
import { isRecord, listOf, member, scalarOf, textOf } from "./written.ts";

/** One instance for each combination of values. */
export function MatrixPart({ context }: { readonly context: PanelContext }) {
  const axes = member(context.written, "matrix", "axes");
  return (
    <>
      <Field name="Axes" about="Lists of values by name, parted by commas" wrong={wrongAt(context, "matrix")}>
        {() =>
          typeof axes === "string" ? (
            <code>{axes}</code>
          ) : (
            <PairsField
              context={context}
              path={["matrix", "axes"]}
              name="axis"
              beginning={["a", "b"]}
              shown={(value) => (Array.isArray(value) ? value.map(textOf).join(", ") : value)}
              read={readValues}
            />
          )
        }
      </Field>
      {axes === undefined ? null : (
        <>
          <Combinations context={context} of="exclude" title="Left out" />
          <Combinations context={context} of="include" title="Added" />
          <SchemaFields
            context={context}
            of="Matrix"
            at={["matrix"]}
            fields={[
              { key: "maxParallel", name: "At most at once" },
              { key: "failFast", name: "When one fails, cancel the others" },
            ]}
          />
        </>
      )}
    </>
  );
}

/** `22, 24, next` as a list: numbers are numbers, an expression stays one text. */
function readValues(text: string): unknown {
  if (text.includes("${{")) return text;
  return text.split(",").map((part) => scalarOf(part.trim()));
}

/** Combinations, one a card. */
function Combinations({
  context,
  of,
  title,
}: {
  readonly context: PanelContext;
  readonly of: "include" | "exclude";
  readonly title: string;
}) {
  const written = member(context.written, "matrix", of);
  const axes = member(context.written, "matrix", "axes");
  const [first] = isRecord(axes) ? Object.entries(axes) : [];
  return (
    <Field name={title} wrong={wrongAt(context, "matrix", of)}>
      {() =>
        typeof written === "string" ? (
          <code>{written}</code>
        ) : (
          <Cards
            list={listOf(written)}
            name="combination"
            adding="Add a combination"
            onAdd={(place) =>
              context.set(["matrix", of, place], first === undefined ? {} : { [first[0]]: listOf(first[1])[0] ?? "" })
            }
            onRemove={(place) => context.set(["matrix", of, place], undefined)}
            head={(_, place) => <span>{place + 1}</span>}
          >
            {(_, place) => <PairsField context={context} path={["matrix", of, place]} name="value" read={scalarOf} />}
          </Cards>
        )
      }
    </Field>
  );
}
