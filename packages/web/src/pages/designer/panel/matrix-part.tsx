import { Field } from "./fields.tsx";
import { PairsField } from "./pairs-field.tsx";
import { type PanelContext, wrongAt } from "./panel-context.ts";
import { SchemaFields } from "./schema-fields.tsx";
import { member, textOf } from "./written.ts";

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
        <SchemaFields
          context={context}
          of="Matrix"
          at={["matrix"]}
          fields={[
            { key: "maxParallel", name: "At most at once" },
            { key: "failFast", name: "When one fails, cancel the others" },
          ]}
        />
      )}
    </>
  );
}

/** `22, 24, next` as a list: numbers are numbers, an expression stays one text. */
function readValues(text: string): unknown {
  if (text.includes("${{")) return text;
  return text.split(",").map((part) => {
    const word = part.trim();
    return /^-?\d+(?:\.\d+)?$/.test(word) && String(Number(word)) === word ? Number(word) : word;
  });
}
