import type { Client } from "@headrace/app/client";
import { everyItem } from "./every-item.ts";

/** What the repositories that somebody may see are called, by their ids. */
export async function repositoryNames(client: Client): Promise<ReadonlyMap<string, string>> {
  const repositories = await everyItem((from) => client.call("repositories.list", from));
  return new Map(repositories.map(({ id, name }) => [id, name]));
}
