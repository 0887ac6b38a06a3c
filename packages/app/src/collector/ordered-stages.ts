import { bitbucketNeeds, githubNeeds } from "@headrace/dialects";
import { type Forge, ForgeError, type ForgeRun, type RepositoryName } from "@headrace/forges";
import { isLasting } from "./is-lasting.ts";
import type { KeptFiles } from "./kept-files.ts";
import type { ObservedStage } from "./observed-run.ts";
import type { Watched } from "./record-run.ts";

export interface OrderedStagesRequest {
  readonly forge: Pick<Forge, "files">;
  readonly watched: Watched;
  readonly repository: RepositoryName;
  /** Whether the hour has room for what only explains. */
  hasRoom(): Promise<boolean>;
  readonly signal: AbortSignal;
}

/** Tells of a run's stages what they wait for. */
export type OrderedStages = (run: ForgeRun, stages: readonly ObservedStage[]) => Promise<readonly ObservedStage[]>;

/**
 * For one turn. The order is read from the file of the run's commit, which is asked for once. A file that anybody may have
 * written is looked through only, and what it does not say stays unsaid: such stages stand side by side.
 */
export function createOrderedStages(files: KeptFiles, request: OrderedStagesRequest): OrderedStages {
  const { forge, watched, repository, hasRoom, signal } = request;

  async function read(commit: string, path: string): Promise<string | undefined> {
    try {
      return (await forge.files?.read(repository, path, { commit }, signal))?.text;
    } catch (error) {
      if (error instanceof ForgeError && isLasting(error)) return undefined;
      throw error;
    }
  }

  return async (run, stages) => {
    const { definition, target } = run;
    const { commit } = target;
    if (stages.length < 2 || commit === undefined || definition === undefined || !(await hasRoom())) return stages;
    const { path } = definition;
    const text = await files.get({ repositoryId: watched.repositoryId, commit, path }, () => read(commit, path));
    const needs = text === undefined ? undefined : needsOf(text, run, stages);
    if (needs === undefined) return stages;
    return stages.map((stage, index) => ({
      ...stage,
      needs: needs[index]?.flatMap((need) => stages[need]?.key ?? []) ?? [],
    }));
  };
}

/** Only Bitbucket's files hold several. */
function needsOf(text: string, { definition }: ForgeRun, stages: readonly ObservedStage[]) {
  const names = stages.map(({ name }) => name);
  return definition?.section === undefined ? githubNeeds(text, names) : bitbucketNeeds(text, definition.section, names);
}
