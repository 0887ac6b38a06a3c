import * as z from "zod";

const scalarText = z.union([z.string(), z.number(), z.boolean()]);
const description = z.string().optional().meta({ description: "Shown to the person who is asked." });

const stringParameter = z.strictObject({
  type: z.literal("string"),
  description,
  default: scalarText.optional(),
  pattern: z.string().optional().meta({ description: "A regular expression that the whole value must match." }),
});

const numberParameter = z.strictObject({
  type: z.literal("number"),
  description,
  default: z.number().optional(),
  min: z.number().optional().meta({ description: "The least value." }),
  max: z.number().optional().meta({ description: "The greatest value." }),
});

const booleanParameter = z.strictObject({
  type: z.literal("boolean"),
  description,
  default: z.boolean().optional(),
});

const choiceParameter = z.strictObject({
  type: z.literal("choice"),
  description,
  options: z.array(scalarText).min(1).meta({ description: "The values to choose from." }),
  default: scalarText.optional(),
});

const secretParameter = z.strictObject({
  type: z.literal("secret"),
  description,
});

export const parameter = z
  .discriminatedUnion("type", [stringParameter, numberParameter, booleanParameter, choiceParameter, secretParameter])
  .meta({
    id: "Parameter",
    description: "A typed value asked for when the pipeline is started by hand; read as `${{ params.<name> }}`.",
    examples: [{ type: "choice", options: ["staging", "production"], default: "staging" }],
  });
