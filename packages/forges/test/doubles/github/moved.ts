import type { Reply } from "./reply.ts";
import type { Repository, World } from "./world.ts";

export function repositoryOf({ repositories }: World, id = ""): Repository | undefined {
  return [...repositories.values()].find((one) => String(one.id) === id);
}

/** Where an address below a repository's id leads. https://docs.github.com/rest/using-the-rest-api/best-practices-for-using-the-rest-api#follow-redirects */
export function byName(world: World, address: string): string {
  const [, id, rest] = /^\/repositories\/(\d+)(\/.+)$/.exec(address) ?? [];
  const found = repositoryOf(world, id);
  return found === undefined ? address : `/repos/${found.full_name}${rest}`;
}

/** What is answered to who asks for a repository by a name that it had. */
export function movedReply(world: World, method: string, url: URL): Reply | undefined {
  const [, name = "", rest = ""] = /^\/repos\/([^/]+\/[^/]+)(\/.*)?$/.exec(url.pathname) ?? [];
  const found = world.repositories.has(name) ? undefined : world.formerNames.get(name);
  if (found === undefined) return undefined;
  const location = `${url.origin}/repositories/${found.id}${rest}${url.search}`;
  const [status, message] = method === "GET" ? [301, "Moved Permanently"] : [307, "Temporary Redirect"];
  return { status, headers: { location }, json: { message, url: location } };
}
