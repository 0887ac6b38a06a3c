import type { PipelinesTable } from "@headrace/store/server";
import { z } from "zod";
import { id, name, time, timeOf } from "../values/fields.ts";
import { defaultSettings, pipelineSettings, settingsOf } from "./settings.ts";

export const pipelineSource = z
  .enum(["stored", "repository"])
  .describe("`stored`: versions are kept here. `repository`: the file at the commit that runs is the definition");

export const channel = z
  .string()
  .regex(/^[a-z0-9][a-z0-9-]{0,49}$/, "it takes small letters, digits and dashes")
  .describe("One pipeline is active for each repository and channel");

/** A path below the repository's root. */
export const definitionPath = z
  .string()
  .max(500)
  .regex(/^(?!\/)(?!.*(^|\/)\.\.(\/|$))[^\0\\]+\.(ya?ml|json)$/, "not a YAML or JSON file below the repository's root");

export const pipeline = z.object({
  id,
  repositoryId: id,
  name,
  description: z.string(),
  source: pipelineSource,
  path: z.string().optional().describe("Of the definition in the repository"),
  channel,
  active: z.boolean().describe("Whether its triggers start it"),
  archived: z.boolean(),
  version: z.number().int().describe("Of the newest text; 0 where there is none yet"),
  settings: pipelineSettings,
  createdAt: time,
  updatedAt: time,
});

export type PublicPipeline = z.input<typeof pipeline>;

export function pipelineOf(row: PipelinesTable): PublicPipeline {
  return {
    id: row.id,
    repositoryId: row.repository_id,
    name: row.name,
    description: row.description,
    source: pipelineSource.parse(row.source),
    ...(row.path === null ? {} : { path: row.path }),
    channel: row.channel,
    active: row.active === 1,
    archived: row.archived_at !== null,
    version: row.version,
    settings: settingsOf(row.settings),
    createdAt: timeOf(row.created_at),
    updatedAt: timeOf(row.updated_at),
  };
}

export const pipelineExample: PublicPipeline = {
  id: "01a1fc44-cf38-71aa-a386-805aa317430c",
  repositoryId: "01a1fc42-b97f-7bef-9713-0b6621de95a7",
  name: "web-app",
  description: "Build, test and ship the web app",
  source: "stored",
  channel: "default",
  active: true,
  archived: false,
  version: 3,
  settings: { ...defaultSettings, branches: ["main", "release/**"] },
  createdAt: "2026-11-21T09:30:00.000Z",
  updatedAt: "2026-11-21T10:12:30.500Z",
};

export const definitionExample = "name: web-app\nstages:\n  test:\n    steps: [{ run: npm test }]\n";
