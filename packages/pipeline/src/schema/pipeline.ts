import * as z from "zod";
import { duration, identifier, label, variables } from "./formats.ts";
import { parameter } from "./parameter.ts";
import { concurrency, defaults, stage } from "./stage.ts";
import { triggers } from "./triggers.ts";

const notification = z
  .strictObject({
    on: z
      .array(z.enum(["success", "failure", "recovered", "cancelled", "always"]))
      .min(1)
      .meta({
        description: "The ends that are told. `recovered` is a success after a failure; `success` means it too.",
      }),
    to: z
      .string()
      .min(1)
      .meta({
        description: "The name of a channel of the organization on the server.",
        examples: ["slack"],
      }),
    with: z
      .record(z.string(), z.unknown())
      .optional()
      .meta({ description: "For this notification alone; which keys there are depends on the channel's kind." }),
  })
  .meta({
    id: "Notification",
    description: "Tells somebody how an execution ended. A server sends it; the command line says that it does not.",
  });

/** The language, as it is written. The one source of the JSON Schema, the reference and the reader's shapes. */
export const pipelineSchema = z
  .strictObject({
    name: label.meta({ description: "Names the pipeline within its repository.", examples: ["web-app"] }),
    description: z.string().optional().meta({ description: "What it is for." }),
    parameters: z
      .record(identifier, parameter)
      .optional()
      .meta({ description: "Typed values asked for when the pipeline is started by hand." }),
    variables: variables.optional(),
    triggers: triggers.optional(),
    concurrency: concurrency.optional(),
    timeout: duration.optional().meta({ description: "Of work; waiting for a person or a slot stops the clock." }),
    failFast: z
      .boolean()
      .optional()
      .meta({ description: "When a stage fails for good, cancel the others; `false` unless said." }),
    defaults: defaults.optional(),
    notifications: z.array(notification).optional().meta({ description: "Who is told how an execution ended." }),
    stages: z
      .record(identifier, stage)
      .meta({ description: "The stages, by id. Their order of work comes from `needs` alone." }),
  })
  .meta({ title: "Headrace pipeline", description: "A CI/CD pipeline for Headrace." });

/** A pipeline as it is written, once its structure has been checked. */
export type PipelineText = z.infer<typeof pipelineSchema>;
