import type { Client } from "@headrace/app/client";
import { HeadraceError, nearestName } from "@headrace/pipeline";
import { Option } from "commander";
import { findRepository, type RemoteRepository } from "./find-named.ts";

/** Of a command that is about what a server has, or with it about what a repository's host of code has. */
export function onHostOption(): Option {
  return new Option("--on-host", "on the repository's host of code, such as GitHub; with --repository");
}

/** Throws `invalid-argument` for what means nothing without `--on-host`, by the names of the options. */
export function refuseWithoutHost(given: Readonly<Record<string, boolean>>): void {
  const [option] = Object.keys(given).filter((name) => given[name] === true);
  if (option === undefined) return;
  throw new HeadraceError("invalid-argument", `${option} goes with --on-host`, {
    mend: "add --on-host, or leave it out",
  });
}

/** Throws `invalid-argument` where none is named, else as {@link findRepository}. */
export async function namedRepository(client: Client, named: string | undefined): Promise<RemoteRepository> {
  if (named !== undefined) return await findRepository(client, named);
  throw new HeadraceError("invalid-argument", "no repository is named", { mend: "name it with --repository" });
}

/** What a person calls an environment on a host: its name there, or the host's id of it. Throws `server-refused`. */
export async function hostEnvironmentId(client: Client, repository: string, named: string): Promise<string> {
  const { items } = await client.call("repositories.host-environments", { repository });
  const found = items.find(({ id, name }) => name === named || id === named);
  if (found !== undefined) return found.id;
  const near = nearestName(
    named,
    items.map(({ name }) => name),
  );
  throw new HeadraceError("server-refused", `the repository has no environment "${named}" on its host`, {
    mend: near === undefined ? "see them with `headrace environments --on-host`" : `did you mean "${near}"?`,
  });
}
