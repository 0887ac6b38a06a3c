import type { Client } from "@headrace/app/client";
import { HeadraceError } from "@headrace/pipeline";
import { hostEnvironmentId, namedRepository } from "../../remote/on-host.ts";
import type { PlaceFlags } from "./register.ts";

export interface HostPlace {
  /** As operations take it. */
  readonly input: {
    readonly repository: string;
    readonly level: "repository" | "owner" | "environment";
    readonly hostEnvironment?: string;
  };
  /** As people say it. */
  readonly words: string;
}

/** Where on its host a setting of a repository stands. Throws `invalid-argument` and `server-refused`. */
export async function hostPlaceOf(client: Client, flags: PlaceFlags): Promise<HostPlace> {
  const { id: repository, name } = await namedRepository(client, flags.repository);
  if (flags.environment === undefined) {
    return flags.workspace === true
      ? { input: { repository, level: "owner" }, words: `the workspace of ${name}` }
      : { input: { repository, level: "repository" }, words: `${name} on its host` };
  }
  if (flags.workspace === true) {
    throw new HeadraceError("invalid-argument", "--workspace and --environment cannot be combined", {
      mend: "choose one of them",
    });
  }
  const hostEnvironment = await hostEnvironmentId(client, repository, flags.environment);
  const words = `${flags.environment} of ${name} on its host`;
  return { input: { repository, level: "environment", hostEnvironment }, words };
}
