import * as z from "zod";
import { stageCategories } from "../model/stage.ts";
import { stageTypeInputTypes } from "../stage-types/stage-type.ts";
import { identifier, template } from "./formats.ts";
import { stage } from "./stage.ts";

const input = z
  .strictObject({
    type: z.enum(stageTypeInputTypes).meta({ description: "What it takes." }),
    description: z.string().optional().meta({ description: "What it is for." }),
    required: z.boolean().optional().meta({ description: "Whether it must be given; `false` unless said." }),
    default: z
      .union([z.string(), z.number(), z.boolean(), z.array(z.union([z.string(), z.number(), z.boolean()]))])
      .optional()
      .meta({ description: "Its value when none is given." }),
    options: z
      .array(z.union([z.string(), z.number(), z.boolean()]))
      .optional()
      .meta({ description: "The values of a `choice`." }),
  })
  .meta({ id: "StageTypeInput", description: "An input of a stage type." });

const output = z
  .strictObject({
    description: z.string().optional().meta({ description: "What it holds." }),
    value: template.meta({ description: "Where it comes from.", examples: ["${{ steps.build.outputs.version }}"] }),
  })
  .meta({ id: "StageTypeOutput", description: "An output of a stage type." });

const { steps, afterSteps, reports, artifacts, cache, services, image } = stage.shape;

/** A stage type of your own, a file in `headrace/stage-types/`. */
export const stageTypeSchema = z
  .strictObject({
    summary: z.string().optional().meta({ description: "One sentence that says what it does." }),
    category: z
      .enum(stageCategories)
      .optional()
      .meta({ description: "What kind of work it is; `custom` unless said." }),
    inputs: z.record(identifier, input).optional().meta({
      description: 'Read as `${{ inputs.<name> }}` everywhere but in scripts, and in scripts as `"$INPUT_<NAME>"`.',
    }),
    outputs: z.record(identifier, output).optional().meta({ description: "What a stage that uses it hands on." }),
    steps: z.array(steps.unwrap().element).min(1).meta({ description: "The commands, one after another." }),
    afterSteps,
    reports,
    artifacts,
    cache,
    services,
    image,
  })
  .meta({ id: "StageType", title: "Headrace stage type", description: "A typed, reusable stage for Headrace." });

export type StageTypeText = z.infer<typeof stageTypeSchema>;
