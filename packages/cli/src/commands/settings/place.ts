import type { Client } from "@headrace/app/client";
import { HeadraceError } from "@headrace/pipeline";
import { findEnvironment, findRepository } from "../../remote/find-named.ts";
import { refuseWithoutHost } from "../../remote/on-host.ts";
import type { PlaceFlags } from "./register.ts";

export interface Place {
  /** As operations take it. */
  readonly input: { readonly repository?: string; readonly environment?: string };
  /** As people say it. */
  readonly words: string;
}

/** Throws `invalid-argument` and `server-refused`. */
export async function placeOf(client: Client, { repository, environment, workspace }: PlaceFlags): Promise<Place> {
  refuseWithoutHost({ "--workspace": workspace === true });
  if (repository === undefined) {
    if (environment === undefined) return { input: {}, words: "the organization" };
    throw new HeadraceError("invalid-argument", "an environment belongs to a repository, and none is named", {
      mend: "name it with --repository",
    });
  }
  const { id, name } = await findRepository(client, repository);
  if (environment === undefined) return { input: { repository: id }, words: name };
  const found = await findEnvironment(client, environment, id);
  return { input: { environment: found.id }, words: `${found.name} of ${name}` };
}
