import type { Forge, RepositoryName } from "../ports/index.ts";
import type { Attempt } from "./try-commit.ts";

/** Reads what a repository has set on its forge, each kind by itself. */
export async function trySettings(
  { variables, workflows, ci, runners, ssh, identity, caches, downloads, environments, ...forge }: Forge,
  attempt: Attempt,
  { repository, signal }: { readonly repository: RepositoryName; readonly signal: AbortSignal | undefined },
): Promise<void> {
  const { webhooks, requiredBuilds, schedules, permissions } = forge;
  const level = { kind: "repository", repository } as const;
  if (ci !== undefined) await attempt("ci.read", () => ci.isEnabled(repository, signal));
  if (variables !== undefined) await attempt("variables.read", () => variables.list(level, signal));
  if (workflows !== undefined) await attempt("workflows.read", () => workflows.list(repository, signal));
  if (caches !== undefined) await attempt("caches.read", () => caches.list(repository, signal));
  if (downloads !== undefined) await attempt("downloads.read", () => downloads.list(repository, signal));
  if (environments !== undefined) await attempt("environments.read", () => environments.list(repository, signal));
  if (webhooks !== undefined) await attempt("webhooks.read", () => webhooks.list(repository, signal));
  if (requiredBuilds !== undefined)
    await attempt("required-builds.read", () => requiredBuilds.list(repository, signal));
  if (schedules !== undefined) await attempt("schedules.read", () => schedules.list(repository, signal));
  if (permissions !== undefined) {
    await attempt("permissions.read", () => permissions.sources[0].read(repository, signal));
  }
  if (runners !== undefined) await attempt("runners.read", () => runners.list(level, signal));
  if (ssh !== undefined) await attempt("ssh.read", () => ssh.publicKey(repository, signal));
  if (identity !== undefined) await attempt("identity.read", () => identity.read(repository.owner, signal));
}
