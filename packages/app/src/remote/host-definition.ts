import { type BitbucketNote, type PrintedBitbucketPipelines, printBitbucketPipelines } from "@headrace/dialects";
import { hasErrors } from "@headrace/library/project";
import { type ParameterValues, type Pipeline, resolveParameters } from "@headrace/pipeline";
import { z } from "zod";
import type { Actor } from "../access/principal.ts";
import type { App } from "../app.ts";
import { defaultParameters, defaultSettings, settingsOf, withSettings } from "../pipelines/settings.ts";
import { readRepository } from "../repositories/read-repository.ts";
import type { RunRequest } from "../runs/runs.ts";
import type { Source } from "../runs/sources/sources.ts";
import { definitionText, savedPipeline } from "../runs/start/definition-text.ts";
import { invalidDefinition, parseWithSource } from "../runs/start/prepare-run.ts";

export const hostNote = z.object({
  code: z.string(),
  severity: z.enum(["error", "warning", "info"]).describe("With an `error` something else would be run, or nothing"),
  path: z.array(z.union([z.string(), z.number()])).describe("Where in the pipeline"),
  message: z.string(),
  mend: z.string().optional(),
});

export const hostNoteExample: z.input<typeof hostNote> = {
  code: "left-out",
  severity: "warning",
  path: ["stages", "test", "retry"],
  message: "Bitbucket does not try a step again by itself.",
  mend: "Repeat the command that may fail in its script.",
};

export function publicNote({ path, ...note }: BitbucketNote): z.input<typeof hostNote> {
  return { ...note, path: [...path] };
}

export type HostDefinitionRequest = Pick<
  RunRequest,
  "repositoryId" | "pipelineId" | "pipelineVersion" | "text" | "path" | "git"
>;

/** A definition that can be run, read for a host. */
export interface ReadDefinition {
  readonly pipeline: Pipeline;
  /** Parameters that the pipeline's settings give. */
  readonly parameters: Readonly<Record<string, string>>;
  /** Who saved it here. */
  readonly author?: Actor;
}

/**
 * Finds and reads the definition that is meant, as a run here would. The repository's files are fetched only where it
 * stands there, or a stage type of its own does. Throws `invalid-definition`.
 */
export async function readForHost(app: App, request: HostDefinitionRequest): Promise<ReadDefinition> {
  const repository = await readRepository(app.tables, request.repositoryId);
  let opened: Promise<Source> | undefined;
  const source = {
    git: { branch: request.git.branch ?? repository.default_branch, commit: request.git.commit ?? "" },
    readFile: async (path: string) => {
      opened ??= app.sources.open(repository, { git: request.git, byHand: true });
      return await (await opened).readFile(path);
    },
  };
  const saved = await savedPipeline(app.tables, request);
  const { text, path, author } = await definitionText(app.tables, { request, saved, source });
  const { pipeline, diagnostics } = await parseWithSource({ text, path }, source);
  if (pipeline === null || hasErrors(diagnostics)) throw invalidDefinition(diagnostics);
  const settings = saved === undefined ? defaultSettings : settingsOf(saved.settings);
  return {
    pipeline: withSettings(pipeline, settings, saved?.name ?? ""),
    parameters: defaultParameters(pipeline, settings),
    ...(author === undefined ? {} : { author }),
  };
}

export interface OnDemandDefinition extends PrintedBitbucketPipelines {
  readonly given: readonly { readonly key: string; readonly value: string; readonly secured: boolean }[];
}

/** The definition for one run, with the variables that carry its parameters. Throws `invalid-definition`. */
export function printForRun(
  { pipeline, parameters }: ReadDefinition,
  given: Readonly<Record<string, string>>,
): OnDemandDefinition {
  const { values, secrets, diagnostics } = resolveParameters(pipeline, { ...parameters, ...given });
  if (hasErrors(diagnostics)) throw invalidDefinition(diagnostics);
  const open: ParameterValues = Object.fromEntries(Object.entries(values).filter(([name]) => !secrets.includes(name)));
  const printed = printBitbucketPipelines(pipeline, { onDemand: true, parameters: open });
  const carried = Object.entries(values).flatMap(([name, value]) => {
    const key = printed.variables.get(name);
    return key === undefined ? [] : [{ key, value: String(value), secured: secrets.includes(name) }];
  });
  return { ...printed, given: carried };
}
