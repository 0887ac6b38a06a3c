import { unlessAbsent } from "../http/index.ts";
import type { Ability, Forge, ForgeRepository, ForgeRun } from "../ports/index.ts";

/** Given in the place of a value where there is nothing to try an ability on. */
export const nothingThere = Symbol("nothing there");

/** Tries an ability, and says what it gave where it works. */
export type Attempt = <Value>(
  ability: Ability,
  read: () => Promise<Value | typeof nothingThere>,
) => Promise<Value | undefined>;

/** Any file: that there is none of this name is an answer too. */
const file = "headrace.yml";

/** Reads what belongs to commits: files, and what systems said and reported of the newest one. */
export async function tryCommit(
  { repositories, files, builds, reports }: Forge,
  attempt: Attempt,
  { found, runs, signal }: CommitToTry,
): Promise<void> {
  const { repository } = found;
  const head =
    files === undefined
      ? undefined
      : await attempt("files.read", async () => {
          const branch = found.defaultBranch ?? (await repositories.get(repository, signal)).defaultBranch;
          if (branch === undefined) return nothingThere;
          // Of a repository to which nothing was pushed hosts name a branch that is not there.
          return (await unlessAbsent(files.read(repository, file, { branch }, signal))) ?? nothingThere;
        });
  const commit = head?.commit ?? runs.find(({ target }) => target.commit !== undefined)?.target.commit;
  const pullRequest = runs.find(({ target }) => target.pullRequest !== undefined)?.target.pullRequest;
  if (builds !== undefined) {
    await attempt("builds.read", async () =>
      commit === undefined ? nothingThere : await builds.list(repository, commit, signal),
    );
    await attempt("pull-request-builds.read", async () =>
      pullRequest === undefined ? nothingThere : await builds.ofPullRequest(repository, pullRequest, signal),
    );
  }
  if (reports !== undefined) {
    await attempt("reports.read", async () =>
      commit === undefined ? nothingThere : await reports.list(repository, commit, signal),
    );
  }
}

export interface CommitToTry {
  readonly found: ForgeRepository;
  /** The newest ones. */
  readonly runs: readonly ForgeRun[];
  readonly signal: AbortSignal | undefined;
}
