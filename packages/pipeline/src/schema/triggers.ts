import * as z from "zod";
import { cron, filledTemplate, glob } from "./formats.ts";

const branches = z
  .array(glob)
  .optional()
  .meta({ description: "Only these branches.", examples: [["main", "release/**"]] });
const paths = z
  .array(glob)
  .optional()
  .meta({ description: "Only if one of these files has changed.", examples: [["src/**"]] });
const ignorePaths = z
  .array(glob)
  .optional()
  .meta({ description: "Not if only these files have changed.", examples: [["docs/**"]] });

const push = z.strictObject({
  branches,
  ignoreBranches: z.array(glob).optional().meta({ description: "Every branch but these." }),
  tags: z
    .array(glob)
    .optional()
    .meta({ description: "These tags; with `branches`, either is enough.", examples: [["v*"]] }),
  paths,
  ignorePaths,
});

const pullRequest = z.strictObject({
  branches: z.array(glob).optional().meta({ description: "Only pull requests into these branches." }),
  paths,
  ignorePaths,
});

const schedule = z.strictObject({
  cron,
  timezone: z
    .string()
    .optional()
    .meta({ description: "An IANA zone; `UTC` unless said.", examples: ["Europe/Rome"] }),
  branch: filledTemplate.optional().meta({ description: "The branch to run on; the default branch unless said." }),
});

const pipeline = z.strictObject({
  pipeline: z.string().min(1).meta({ description: "The name of the pipeline to wait for." }),
  on: z
    .array(z.enum(["success", "failure", "always"]))
    .min(1)
    .optional()
    .meta({ description: "Which ends of it start this one; `success` unless said." }),
});

export const triggers = z
  .strictObject({
    push: z
      .union([z.boolean(), push])
      .optional()
      .meta({ description: "A push of commits or tags; `true` for every one." }),
    pullRequest: z
      .union([z.boolean(), pullRequest])
      .optional()
      .meta({ description: "A pull request opened or changed; `true` for every one." }),
    schedule: z.array(schedule).optional().meta({ description: "Points in time." }),
    pipeline: z.array(pipeline).optional().meta({ description: "The end of another pipeline." }),
    manual: z
      .boolean()
      .optional()
      .meta({ description: "Whether people may start it by hand; they may unless this says `false`." }),
  })
  .meta({ id: "Triggers", description: "What starts the pipeline besides a person." });
