import { ForgeError, type ForgeErrorCode, type RepositoryName } from "@headrace/forges";
import type { RemotePlace } from "../remote/remote-place.ts";

/**
 * Where the host is told of a commit: in the repository itself, or in the fork that a pull request comes from. That it is
 * one of this repository is asked of the host: whoever can sign a webhook's call must not choose where its token writes.
 * Throws `forge-forbidden` where the token does not reach the fork.
 */
export async function toldPlace(
  { forge, repository, forgeId }: RemotePlace,
  fork: RepositoryName | undefined,
  signal: AbortSignal,
): Promise<RepositoryName> {
  if (fork === undefined) return repository;
  const name = `${fork.owner}/${fork.name}`;
  const found = await forge.repositories.get(fork, signal).catch((error: unknown) => {
    if (!(error instanceof ForgeError) || !closed.has(error.code)) throw error;
    throw new ForgeError(
      "forge-forbidden",
      `the pull request comes from ${name}, where its builds are told, and the connection's token may not read that`,
      { mend: `give the token's owner the permission "Repository read" for ${name}`, cause: error },
    );
  });
  if (found.forkOf === forgeId) return found.repository;
  throw new ForgeError("forge-forbidden", `${name} is no fork of ${repository.owner}/${repository.name} on its host`, {
    mend: "look at what calls the webhook: the host itself names forks only",
  });
}

/** Data Center answers 401 to a token that it knows, and that lacks a permission. */
const closed: ReadonlySet<ForgeErrorCode> = new Set(["forge-unauthorized", "forge-forbidden", "forge-not-found"]);
