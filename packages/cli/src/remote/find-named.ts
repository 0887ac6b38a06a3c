import type { Client, OutputOf } from "@headrace/app/client";
import { HeadraceError, nearestName } from "@headrace/pipeline";
import { everyItem } from "./every-item.ts";

export type RemoteRepository = OutputOf<"repositories.list">["items"][number];
export type RemoteConnection = OutputOf<"connections.list">["items"][number];
export type RemoteEnvironment = OutputOf<"environments.list">["items"][number];
export type RemotePipeline = OutputOf<"pipelines.list">["items"][number];

/** What a person calls a repository: its name or id. Throws `server-refused` or `invalid-argument`. */
export async function findRepository(client: Client, named: string): Promise<RemoteRepository> {
  if (isId(named)) return await client.call("repositories.get", { repository: named });
  const read = (search?: string) =>
    everyItem((from) => client.call("repositories.list", { ...from, ...given(search) }));
  return await theNamed("repository", named, read);
}

/**
 * What a person calls an environment: its name, of the repository where one is given, or its id. Throws `server-refused`
 * or `invalid-argument`.
 */
export async function findEnvironment(
  client: Client,
  named: string,
  repository: string | undefined,
): Promise<RemoteEnvironment> {
  if (isId(named)) return await client.call("environments.get", { environment: named });
  const of = repository === undefined ? {} : { repository: (await findRepository(client, repository)).id };
  const read = (search?: string) =>
    everyItem((from) => client.call("environments.list", { ...from, ...of, ...given(search) }));
  return await theNamed("environment", named, read);
}

/** What a person calls a connection: its name or id. Throws `server-refused`. */
export async function findConnection(client: Client, named: string): Promise<RemoteConnection> {
  if (isId(named)) return await client.call("connections.get", { connection: named });
  const read = (search?: string) => everyItem((from) => client.call("connections.list", { ...from, ...given(search) }));
  return await theNamed("connection", named, read);
}

/**
 * What a person calls a pipeline: its name, `repository/pipeline` where several repositories have one of that name, or its
 * id. Throws `server-refused` or `invalid-argument`.
 */
export async function findPipeline(client: Client, named: string): Promise<RemotePipeline> {
  if (isId(named)) return await client.call("pipelines.get", { pipeline: named });
  const { name, of } = await placeOf(client, named);
  return await theNamed("pipeline", name, (search) => pipelinesHere(client, { ...of, ...given(search) }));
}

/** Whose executions are meant: of a pipeline here as {@link findPipeline} finds it, or else of one on a host of code. */
export async function executionsOf(
  client: Client,
  named: string,
): Promise<{ readonly pipeline: string } | { readonly hostPipeline: string }> {
  const { name, of } = isId(named) ? { name: named, of: {} } : await placeOf(client, named);
  const onHosts = (search?: string) =>
    everyItem((from) => client.call("pipelines.list-on-hosts", { ...from, ...of, ...given(search) }));
  if (isId(named)) {
    return (await onHosts()).some(({ id }) => id === named) ? { hostPipeline: named } : { pipeline: named };
  }
  const isNamed = (each: Named) => each.name === name;
  const here = await pipelinesHere(client, { ...of, search: name });
  if (here.some(isNamed) || !(await onHosts(name)).some(isNamed)) {
    return { pipeline: (await findPipeline(client, named)).id };
  }
  return { hostPipeline: (await theNamed("pipeline", name, onHosts)).id };
}

async function placeOf(client: Client, named: string) {
  const slash = named.indexOf("/");
  const of = slash < 0 ? {} : { repository: (await findRepository(client, named.slice(0, slash))).id };
  return { name: named.slice(slash + 1), of };
}

function pipelinesHere(client: Client, of: { readonly repository?: string; readonly search?: string }) {
  return everyItem((from) => client.call("pipelines.list", { ...from, ...of }));
}

function given(search: string | undefined): { readonly search?: string } {
  return search === undefined ? {} : { search };
}

/** Without asking the server where the id itself is given. */
export async function pipelineId(client: Client, named: string): Promise<string> {
  return isId(named) ? named : (await findPipeline(client, named)).id;
}

function isId(text: string): boolean {
  return /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/.test(text);
}

interface Named {
  readonly id: string;
  readonly name: string;
}

async function theNamed<Item extends Named>(
  what: "repository" | "connection" | "environment" | "pipeline",
  named: string,
  read: (search?: string) => Promise<readonly Item[]>,
): Promise<Item> {
  const [first, ...others] = (await read(named)).filter(({ name }) => name === named);
  if (first === undefined) {
    const names = [...new Set((await read()).map(({ name }) => name))];
    throw new HeadraceError("server-refused", `the server has no ${what} "${named}"`, { mend: mendOf(named, names) });
  }
  if (others.length === 0) return first;
  const written = what === "environment" ? "name its repository with --repository" : `write it as repository/${named}`;
  throw new HeadraceError("invalid-argument", `several repositories have a ${what} "${named}"`, {
    mend: `${written}, or name it by its id: ${[first, ...others].map(({ id }) => id).join(", ")}`,
  });
}

/** Names that are told where none is near. */
const mostNames = 10;

function mendOf(named: string, names: readonly string[]): string {
  const near = nearestName(named, names);
  if (near !== undefined) return `did you mean "${near}"?`;
  if (names.length === 0) return "it has none yet that you may see";
  const more = names.length > mostNames ? `, and ${names.length - mostNames} more` : "";
  return `it has: ${names.slice(0, mostNames).join(", ")}${more}`;
}
