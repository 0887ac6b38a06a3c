import * as z from "zod";
import { durationOrTemplate, expression, filledTemplate, identifier, label, variables } from "./formats.ts";

export const allowFailure = z
  .union([
    z.boolean(),
    z.strictObject({
      exitCodes: z.array(z.int().min(0).max(255)).min(1).meta({ description: "The exit codes that count as success." }),
    }),
  ])
  .meta({
    id: "AllowFailure",
    description: "Whether a failure counts as success: always, or only with one of these exit codes.",
    examples: [true, { exitCodes: [2] }],
  });

export const stageTypeReference = z
  .string()
  .regex(/^(?:[A-Za-z0-9_.-]+\/)*[A-Za-z0-9_-]+(?:@[A-Za-z0-9_.-]+)?$/)
  .meta({
    id: "StageTypeReference",
    description: "A stage type: `unit-tests`, or another repository's, `platform/build@2`.",
  });

export const stageTypeInputs = z.record(identifier, z.unknown()).meta({
  id: "StageTypeInputs",
  description: "The inputs of the stage type named by `uses`.",
});

export const stepObject = z
  .strictObject({
    run: filledTemplate
      .optional()
      .meta({ description: 'The script. Values from outside reach it as `"$NAME"` through `variables`.' }),
    uses: stageTypeReference.optional().meta({ description: "A stage type whose steps stand here." }),
    with: stageTypeInputs.optional(),
    id: identifier.optional().meta({ description: "Names the step's outputs: `steps.<id>.outputs.<name>`." }),
    name: label.optional().meta({ description: "Shown to people. The first line of the script unless said." }),
    shell: z
      .string()
      .min(1)
      .optional()
      .meta({ description: "`sh`, `bash`, `python`, `node`, or a program that takes a script file." }),
    workingDirectory: filledTemplate.optional().meta({ description: "Below the workspace." }),
    variables: variables.optional(),
    when: z.union([z.boolean(), expression]).optional().meta({
      description:
        "Run the step only if this holds; `success()` unless said. A condition without a status function asks that too, but for `afterSteps`, where it stands alone, and a `rollback`, where it asks of the rollback's own steps.",
    }),
    timeout: durationOrTemplate.optional().meta({ description: "The step is ended after this time." }),
    allowFailure: allowFailure.optional(),
  })
  .meta({ id: "Step", description: "One command, or the steps of a stage type." });

export const step = z
  .union([z.string().min(1), stepObject])
  .meta({ description: "A step; a string is short for `{ run }`." });

export const steps = z.array(step);
