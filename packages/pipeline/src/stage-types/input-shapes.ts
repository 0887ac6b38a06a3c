import type { Shape } from "../schema/shape.ts";
import type { StageType, StageTypeInput } from "./stage-type.ts";

const template: Shape = { kind: "named", name: "Template" };

/** What `with` takes for a stage type, as a shape, so that a mistake in it is reported like any other. */
export function inputShapes({ inputs }: StageType): Shape {
  const keys: Record<string, Shape> = {};
  for (const input of inputs) keys[input.name] = inputShape(input);
  return { kind: "object", keys, required: inputs.filter((input) => input.required === true).map(({ name }) => name) };
}

function inputShape(input: StageTypeInput): Shape {
  const orTemplate = (shape: Shape): Shape =>
    input.literal === true ? shape : { kind: "either", options: [shape, template] };
  switch (input.type) {
    case "string":
    case "path":
    case "secret":
      return { kind: "text" };
    case "number":
      return orTemplate({ kind: "number" });
    case "boolean":
      return orTemplate({ kind: "boolean" });
    case "choice":
      return { kind: "choice", values: input.options ?? [] };
    case "list":
      return orTemplate({ kind: "list", items: { kind: "text" } });
    case "services":
      return {
        kind: "record",
        keys: { kind: "named", name: "Identifier" },
        values: { kind: "named", name: "Service" },
      };
  }
}
