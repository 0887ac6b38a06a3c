import type { ExecutionPlan } from "@headrace/execution";
import {
  type Definition,
  hasErrors,
  InvalidRunError,
  parseDefinitionText,
  planDefinition,
} from "@headrace/library/project";
import { type Diagnostic, resolveParameters } from "@headrace/pipeline";
import type { ServerTables } from "@headrace/store/server";
import { publicDiagnostic } from "../../definitions/diagnostics.ts";
import {
  defaultParameters,
  defaultSettings,
  type PipelineSettings,
  settingsOf,
  withSettings,
} from "../../pipelines/settings.ts";
import { Problem } from "../../problems/problem.ts";
import { readRepository } from "../../repositories/read-repository.ts";
import type { BranchToRunOn } from "../../repositories/refuse-protected-branch.ts";
import type { RunRequest } from "../runs.ts";
import type { Source, Sources } from "../sources/sources.ts";
import { definitionText, savedPipeline } from "./definition-text.ts";
import type { VariableValues } from "./secrets-of-run.ts";

/** An execution that can be stored. */
export interface PreparedRun {
  readonly plan: ExecutionPlan;
  readonly definition: Pick<Definition, "text" | "path">;
  readonly source: Source;
  /** Of the pipeline, where it is saved. */
  readonly settings: PipelineSettings;
  readonly pipelineVersion?: number;
  /** Values given by hand of parameters of type secret. */
  readonly givenSecrets: ReadonlyMap<string, string>;
}

export interface PrepareRunOptions {
  readonly tables: ServerTables;
  readonly sources: Sources;
  takeNumber(pipeline: string): Promise<number> | number;
  /** Those that the repository and its organization give to all their pipelines. */
  readonly variables: VariableValues;
  /** Stages of one execution at once. */
  concurrency(organizationId: string): number;
  /** Throws where the request may not run on that branch. */
  refuse?(request: RunRequest, on: BranchToRunOn): Promise<void>;
}

/** Finds the files and the definition, and plans what is to be done. Throws `Problem` or a `HeadraceError`. */
export async function prepareRun(options: PrepareRunOptions, request: RunRequest): Promise<PreparedRun> {
  const repository = await readRepository(options.tables, request.repositoryId);
  const source = await options.sources.open(repository, {
    git: request.git,
    byHand: request.event === "manual" && request.rerunOf === undefined,
  });
  const saved = await savedPipeline(options.tables, request);
  const { text, path, pipelineVersion, author } = await definitionText(options.tables, { request, saved, source });
  await options.refuse?.(request, {
    repository,
    branch: source.git.branch,
    ...(author === undefined ? {} : { author }),
  });
  const definition = await parseWithSource({ text, path }, source);
  if (definition.pipeline === null || hasErrors(definition.diagnostics))
    throw invalidDefinition(definition.diagnostics);
  const settings = saved === undefined ? defaultSettings : settingsOf(saved.settings);
  const pipeline = withSettings(definition.pipeline, settings, saved?.name ?? "");
  const parameters = { ...defaultParameters(pipeline, settings), ...request.parameters };
  const inherited = await options.variables.resolveVariables(request);
  try {
    // Secret ones too: nobody is at a keyboard here who could be asked.
    const { diagnostics } = resolveParameters(pipeline, parameters);
    if (hasErrors(diagnostics)) throw new InvalidRunError(diagnostics);
    const { plan, secretParameters } = await planDefinition(
      {
        pipeline,
        git: source.git,
        event: request.event,
        workspace: "isolated",
        parameters,
        concurrency: options.concurrency(request.organizationId),
        variables: { ...settings.variables, ...request.variables },
        inherited,
        ...(request.only === undefined ? {} : { only: request.only }),
        ...(request.until === undefined ? {} : { until: request.until }),
        ...(request.carried === undefined ? {} : { carried: request.carried }),
      },
      // Numbers count within a pipeline; what is not saved is counted with its repository.
      () => options.takeNumber(request.pipelineId ?? request.repositoryId),
    );
    return {
      plan,
      definition: { text, path },
      source,
      settings,
      ...(pipelineVersion === undefined ? {} : { pipelineVersion }),
      givenSecrets: new Map(
        secretParameters.flatMap((name) => {
          const value = Object.hasOwn(parameters, name) ? parameters[name] : undefined;
          return value === undefined ? [] : [[name, value] as const];
        }),
      ),
    };
  } catch (error) {
    if (!(error instanceof InvalidRunError)) throw error;
    throw invalidDefinition(
      error.diagnostics.map((diagnostic) => {
        const range = diagnostic.range ?? definition.locate(diagnostic.path);
        return range === undefined ? diagnostic : { ...diagnostic, range };
      }),
    );
  }
}

/** Where a repository keeps the stage types it offers; another repository's are not looked for. */
const stageTypes = "headrace/stage-types";

/** Parses it, with the stage types of the same commit: each one that turns out to be used is read, and then it is parsed again. */
export async function parseWithSource(
  text: Pick<Definition, "text" | "path">,
  source: Pick<Source, "readFile">,
): Promise<Definition> {
  const known = new Map<string, string | null>();
  for (;;) {
    const asked = new Set<string>();
    const definition = await parseDefinitionText(text, {
      workspace: "isolated",
      resolveStageType: (use) => {
        if (!known.has(use)) asked.add(use);
        return known.get(use) ?? null;
      },
    });
    if (asked.size === 0) return definition;
    for (const use of asked) known.set(use, await readStageType(use, source));
  }
}

async function readStageType(use: string, source: Pick<Source, "readFile">): Promise<string | null> {
  if (!/^[A-Za-z0-9_][A-Za-z0-9._-]*$/.test(use)) return null;
  return (await source.readFile(`${stageTypes}/${use}.yml`)) ?? (await source.readFile(`${stageTypes}/${use}.yaml`));
}

/** The first problem in words, all of them for programs. */
export function invalidDefinition(diagnostics: readonly Diagnostic[]): Problem {
  const errors = diagnostics.filter(({ severity }) => severity === "error");
  const [first] = errors;
  const others = errors.length > 1 ? ` (and ${errors.length - 1} more)` : "";
  return new Problem("invalid-definition", `${first?.message ?? "the definition cannot be run"}${others}`, {
    mend: first?.mend ?? "mend the definition where the diagnostics say",
    detail: { diagnostics: diagnostics.map((diagnostic) => publicDiagnostic(diagnostic)) },
  });
}
