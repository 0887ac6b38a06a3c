import * as z from "zod";
import { retryCauses, stageCategories } from "../model/stage.ts";
import {
  duration,
  durationOrTemplate,
  expression,
  filledTemplate,
  glob,
  identifier,
  label,
  size,
  template,
  text,
  variableName,
  variables,
} from "./formats.ts";
import { allowFailure, stageTypeInputs, stageTypeReference, steps } from "./step.ts";

const need = z.union([
  z.string(),
  z.strictObject({
    stage: z.string().meta({ description: "The stage that is needed." }),
    artifacts: z
      .union([z.boolean(), z.array(z.string())])
      .optional()
      .meta({
        description: "Which of its artifacts are unpacked here: all unless said, none with `false`, or those named.",
      }),
  }),
]);

const matrixValues = z.record(z.string(), z.unknown());

const matrix = z
  .strictObject({
    axes: z
      .union([filledTemplate, z.record(z.string(), z.union([template, z.array(z.unknown())]))])
      .optional()
      .meta({
        description: "Lists of values by name; one instance for each combination.",
        examples: [{ node: [22, 24] }],
      }),
    exclude: z
      .union([filledTemplate, z.array(matrixValues)])
      .optional()
      .meta({ description: "Combinations left out." }),
    include: z
      .union([filledTemplate, z.array(matrixValues)])
      .optional()
      .meta({
        description: "Values added to the combinations they agree with, or instances of their own, as on GitHub.",
      }),
    maxParallel: z.int().min(1).optional().meta({ description: "The most instances that run at once." }),
    failFast: z
      .boolean()
      .optional()
      .meta({ description: "When an instance fails, cancel the others; `false` unless said." }),
  })
  .meta({
    id: "Matrix",
    description: "Runs the stage once for each combination of values, read as `${{ matrix.<axis> }}`.",
  });

const cache = z
  .strictObject({
    key: filledTemplate.meta({
      description: "Names the entry.",
      examples: ["npm-${{ hashFiles('package-lock.json') }}"],
    }),
    restoreKeys: z
      .array(filledTemplate)
      .optional()
      .meta({ description: "Beginnings of keys to restore from when the key itself is not there." }),
    paths: z.array(glob).min(1).meta({ description: "What is kept." }),
    ttl: duration.optional().meta({ description: "How long an unused entry is kept." }),
    scope: z
      .enum(["branch", "pipeline", "repository"])
      .optional()
      .meta({ description: "Who shares the entry; `branch` unless said, with the default branch to fall back on." }),
  })
  .meta({ id: "Cache", description: "Files kept from one execution to the next." });

const artifact = z
  .strictObject({
    name: identifier.meta({ description: "Names the artifact in `needs` and on the command line." }),
    paths: z.array(glob).min(1).meta({ description: "What it holds." }),
    retention: duration.optional().meta({ description: "How long it is kept." }),
  })
  .meta({
    id: "Artifact",
    description: "Files kept with the execution, and unpacked in the stages that need this one.",
  });

const reports = z
  .strictObject({
    junit: z.array(glob).optional().meta({ description: "JUnit XML files." }),
    coverage: z
      .strictObject({
        path: z.string().min(1).meta({ description: "An lcov file." }),
        threshold: z
          .number()
          .min(0)
          .max(100)
          .optional()
          .meta({ description: "Least line coverage in percent; below it the stage fails." }),
      })
      .optional()
      .meta({ description: "Line coverage, as a quality gate." }),
  })
  .meta({ id: "Reports", description: "Report files that are read when the stage ends." });

const gates = z
  .strictObject({
    coverage: z
      .number()
      .min(0)
      .max(100)
      .optional()
      .meta({ description: "Least line coverage in percent, of `reports.coverage`." }),
    passRate: z
      .number()
      .min(0)
      .max(100)
      .optional()
      .meta({ description: "Least share of passed tests among those that ran, in percent, of `reports.junit`." }),
    warnings: z.int().min(0).optional().meta({ description: "The most warnings printed with `::warning::`." }),
  })
  .meta({
    id: "Gates",
    description:
      "Quality gates: checks of what the stage reported. One that does not hold, or that nothing was measured for, fails the stage.",
  });

const retry = z
  .strictObject({
    attempts: z.int().min(1).max(100).optional().meta({ description: "Attempts in all; `1` unless said." }),
    on: z
      .array(z.enum(retryCauses))
      .min(1)
      .optional()
      .meta({ description: "The outcomes that are tried again; every one of these unless said." }),
    backoff: duration
      .optional()
      .meta({ description: "The pause before the second attempt, doubled for each further one." }),
  })
  .meta({ id: "Retry", description: "Tries the stage again when it has failed." });

const resources = z
  .strictObject({
    cpu: z.number().positive().optional().meta({ description: "Cores." }),
    memory: size.optional().meta({ description: "The most memory; beyond it the outcome is `outOfMemory`." }),
  })
  .meta({ id: "Resources", description: "What the stage may use." });

const environment = z
  .union([
    z.string().min(1),
    z.strictObject({
      name: filledTemplate.meta({ description: "The environment's name." }),
      url: filledTemplate.optional().meta({ description: "Where it can be seen." }),
    }),
  ])
  .meta({
    id: "Environment",
    description: "The environment that the stage deploys to; a string is short for `{ name }`.",
  });

const approval = z
  .strictObject({
    approvers: z.array(z.string().min(1)).optional().meta({ description: "People or teams who may approve." }),
    minimum: z.int().min(1).optional().meta({ description: "How many must approve; `1` unless said." }),
    preventSelfApproval: z
      .boolean()
      .optional()
      .meta({ description: "Whoever triggered the execution may not approve it; `false` unless said." }),
    timeout: duration.optional().meta({ description: "After this time it counts as rejected." }),
    instructions: template.optional().meta({ description: "Shown to who is asked." }),
  })
  .meta({ id: "Approval", description: "A person's consent before the stage starts." });

const service = z
  .strictObject({
    image: filledTemplate.meta({ description: "The container image." }),
    variables: variables.optional(),
    ports: z.array(z.int().min(1).max(65535)).optional().meta({ description: "Ports it listens on." }),
    ready: z
      .strictObject({
        run: z.string().min(1).meta({ description: "Succeeds when the service can be used." }),
        interval: duration.optional().meta({ description: "`1s` unless said." }),
        timeout: duration.optional().meta({ description: "`30s` unless said." }),
      })
      .optional()
      .meta({ description: "Tells when the service can be used; the steps wait for it." }),
  })
  .meta({ id: "Service", description: "A container that runs beside the stage." });

export const concurrency = z
  .strictObject({
    group: template.meta({ description: "What has the same group takes turns; empty for none." }),
    limit: z.int().min(1).optional().meta({ description: "How many at once; `1` unless said." }),
    cancelInProgress: z
      .boolean()
      .optional()
      .meta({ description: "Cancel older executions instead of waiting for them; `false` unless said." }),
  })
  .meta({ id: "Concurrency", description: "Limits how many run at once across executions." });

const stageWide = {
  image: filledTemplate.optional().meta({
    description: "A container image to run in. Without one the stage runs where the executor says.",
    examples: ["node:24"],
  }),
  shell: z
    .string()
    .min(1)
    .optional()
    .meta({ description: "`sh` unless said; `bash`, `python`, `node`, or a program that takes a script file." }),
  workingDirectory: filledTemplate.optional().meta({ description: "Below the workspace." }),
  timeout: durationOrTemplate.optional().meta({ description: "The stage is ended after this time." }),
  retry: retry.optional(),
  resources: resources.optional(),
  allowFailure: allowFailure.optional(),
  network: z
    .enum(["none", "services", "full"])
    .optional()
    .meta({ description: "What the stage can reach; `full` unless said." }),
  runsOn: z.array(z.string().min(1)).optional().meta({ description: "Labels that an agent must have." }),
  checkout: z
    .boolean()
    .optional()
    .meta({ description: "Whether the stage starts with the repository's files; `true` unless said." }),
};

export const defaults = z
  .strictObject(stageWide)
  .meta({ id: "Defaults", description: "For every stage that does not say otherwise." });

export const stage = z
  .strictObject({
    name: label.optional().meta({ description: "Shown to people; the key unless said." }),
    category: z
      .enum(stageCategories)
      .optional()
      .meta({ description: "What kind of work it is; `custom`, or the stage type's, unless said." }),
    group: z.string().min(1).optional().meta({ description: "A swim lane." }),
    needs: z
      .union([z.string(), z.array(need)])
      .optional()
      .meta({
        description: "The stages that must be settled first.",
        examples: [["build"], [{ stage: "build", artifacts: ["dist"] }]],
      }),
    when: z
      .union([z.boolean(), expression])
      .optional()
      .meta({
        description:
          "Run the stage only if this holds, evaluated once when all needs are settled; `success()` unless said.",
        examples: ["${{ git.branch == 'main' }}"],
      }),
    matrix: matrix.optional(),
    uses: stageTypeReference
      .optional()
      .meta({ description: "A stage type, instead of `steps`.", examples: ["unit-tests"] }),
    with: stageTypeInputs.optional(),
    steps: steps
      .optional()
      .meta({ description: "The commands, one after another.", examples: [[{ run: "npm test" }]] }),
    afterSteps: steps.optional().meta({ description: "Run whatever happened to the steps, also after a cancel." }),
    ...stageWide,
    variables: variables.optional(),
    secrets: z
      .array(variableName)
      .optional()
      .meta({ description: "Names of secrets, injected as environment variables and masked everywhere." }),
    cache: z.array(cache).optional().meta({ description: "Files kept from one execution to the next." }),
    artifacts: z.array(artifact).optional().meta({ description: "Files kept with the execution." }),
    outputs: z
      .record(identifier, text)
      .optional()
      .meta({ description: "Values for the stages that need this one: `needs.<stage>.outputs.<name>`." }),
    reports: reports.optional(),
    gates: gates.optional(),
    reuse: z
      .strictObject({ inputs: z.array(glob).min(1).meta({ description: "The files the stage depends on." }) })
      .optional()
      .meta({ description: "Take an earlier success's results while nothing the stage depends on has changed." }),
    services: z
      .record(identifier, service)
      .optional()
      .meta({ description: "Containers beside the stage, by host name." }),
    environment: environment.optional(),
    approval: approval.optional(),
    rollback: z
      .strictObject({ steps: steps.meta({ description: "The commands, one after another." }) })
      .optional()
      .meta({
        description:
          "Run in the same workspace when the stage has begun and its last attempt does not succeed, also when it was cancelled; one that fails ends the rollback. A cancel in the pause between two attempts rolls nothing back.",
      }),
    priority: z.int().optional().meta({ description: "Higher runs first when slots are scarce; `0` unless said." }),
    concurrency: concurrency.optional(),
  })
  .meta({ id: "Stage", description: "A node of the graph: one environment, ordered steps, needs." });
