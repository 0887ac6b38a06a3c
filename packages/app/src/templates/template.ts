import { z } from "zod";
import { id } from "../values/fields.ts";
import { templateCategories } from "./categories.ts";

const parameter = z.object({
  name: z.string(),
  type: z.string(),
  description: z.string().optional(),
  default: z.union([z.string(), z.number(), z.boolean()]).optional(),
  options: z.array(z.string()).optional(),
});

export const templateSummary = z.object({
  id,
  name: z.string(),
  category: z.enum(templateCategories),
  description: z.string(),
  origin: z.enum(["built-in", "organization", "mine"]),
  stages: z.array(z.string()).describe("Their ids, in the order of the text"),
  parameters: z.array(parameter).describe("Whose defaults can be chosen when a pipeline is made of it"),
});

/** A pipeline to begin with. */
export const template = templateSummary.extend({ text: z.string() });
export type Template = z.input<typeof template>;

export const templateExample: Template = {
  id: "hello",
  name: "Hello",
  category: "start",
  description: "Two stages, one after the other",
  origin: "built-in",
  stages: ["greet", "part"],
  parameters: [],
  text: 'name: hello\nstages:\n  greet:\n    steps: [{ run: echo "Hello" }]\n',
};

export function summaryOf({ text: _text, ...summary }: Template): z.input<typeof templateSummary> {
  return summary;
}
