import type { Actor } from "../access/principal.ts";
import type { App } from "../app.ts";
import { Problem, wrongField } from "../problems/problem.ts";
import { readRepository } from "../repositories/read-repository.ts";
import { refuseProtectedBranch } from "../repositories/refuse-protected-branch.ts";
import type { StartedRun } from "../runs/runs.ts";
import { type HostDefinitionRequest, type OnDemandDefinition, printForRun, readForHost } from "./host-definition.ts";

export interface HostRunRequest extends HostDefinitionRequest {
  readonly organizationId: string;
  readonly actor: Actor;
  /** As texts. */
  readonly parameters: Readonly<Record<string, string>>;
  readonly variables: Readonly<Record<string, string>>;
  /** Whether it runs although notes say that something else would be run. */
  readonly accept: boolean;
  readonly signal: AbortSignal;
}

export interface HostRun extends Pick<OnDemandDefinition, "notes"> {
  readonly started: StartedRun;
}

/**
 * Runs a pipeline of ours on the host of its repository, without a commit: at a branch, the default one unless said, a tag
 * or a commit. Throws `not-supported` where the host cannot, and for notes that are errors and not accepted.
 */
export async function runOnHost(app: App, request: HostRunRequest): Promise<HostRun> {
  const { actor, organizationId, repositoryId, signal } = request;
  const repository = await readRepository(app.tables, repositoryId);
  const { branch, tag, commit } = request.git;
  if (branch !== undefined && tag !== undefined) throw wrongField("tag", "there is a branch too", "give one of them");
  const definition = await readForHost(app, request);
  const { author } = definition;
  const wanted = branch ?? (tag === undefined && commit === undefined ? repository.default_branch : undefined);
  await refuseProtectedBranch(
    app,
    { ...request, organizationId, event: "manual", trust: "own" },
    { repository, branch: wanted ?? "", ...(author === undefined ? {} : { author }) },
  );
  const { text, custom, given, notes } = printForRun(definition, request.parameters);
  const errors = notes.filter(({ severity }) => severity === "error");
  if (errors.length > 0 && !request.accept) {
    const others = errors.length > 1 ? ` (and ${errors.length - 1} more)` : "";
    throw new Problem("not-supported", `the host cannot run this pipeline as it is: ${errors[0]?.message}${others}`, {
      mend: `${errors[0]?.mend ?? "Change the pipeline."} Or set \`accept\` to run it so.`,
      detail: { notes },
    });
  }
  const at = commit === undefined ? {} : { commit };
  const taken = new Set(given.map(({ key }) => key));
  const started = await app.remote.startOnDemand(repositoryId, {
    actor,
    target:
      wanted !== undefined
        ? { kind: "branch", name: wanted, ...at }
        : tag !== undefined
          ? { kind: "tag", name: tag, ...at }
          : { kind: "commit", commit: commit ?? "" },
    definition: text,
    pipeline: custom,
    variables: [
      ...given,
      ...Object.entries(request.variables).flatMap(([key, value]) => {
        if (!taken.has(key)) return [{ key, value, secured: false }];
        throw wrongField(`variables.${key}`, "it carries a parameter", "give the parameter instead");
      }),
    ],
    signal,
  });
  return { started, notes };
}
