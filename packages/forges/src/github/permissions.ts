import type { z } from "zod";
import { ForgeError, type ForgeHttp } from "../http/index.ts";
import type { ForgeGrant, ForgeGrants, GrantSource, Permissions } from "../ports/index.ts";
import { given } from "../values.ts";
import { repositoryPath } from "./request.ts";
import { collaboratorsSchema, teamsSchema } from "./schema.ts";

const pageLength = 100;
/** Five hundred: of more, people look at the forge's own page. */
const mostPages = 5;

/** Everybody who may, by whatever way, and the organization's teams. */
export function createPermissions(http: ForgeHttp): Permissions {
  async function read<Item>(
    request: { readonly path: string; readonly signal?: AbortSignal },
    schema: z.ZodType<readonly Item[]>,
    grantOf: (item: Item) => ForgeGrant,
  ): Promise<ForgeGrants> {
    const grants: ForgeGrant[] = [];
    for (let page = 1; page <= mostPages; page++) {
      const found = await http.json({ ...request, query: { per_page: pageLength, page } }, schema);
      grants.push(...found.map((item) => grantOf(item)));
      if (found.length < pageLength) return { grants, isWhole: true };
    }
    return { grants, isWhole: false };
  }

  const collaborators: GrantSource = {
    name: "the repository's collaborators",
    of: "repository",
    scopes: ["Metadata: read"],
    read: (repository, signal) =>
      read(
        { path: `${repositoryPath(repository)}/collaborators`, ...given("signal", signal) },
        collaboratorsSchema,
        ({ login, role_name: role, permissions }) => ({ kind: "user", name: login, ...said(role, permissions) }),
      ),
  };
  const teams: GrantSource = {
    name: "the repository's teams",
    of: "repository",
    scopes: ["Administration: read"],
    read: (repository, signal) =>
      read(
        { path: `${repositoryPath(repository)}/teams`, ...given("signal", signal) },
        teamsSchema,
        ({ name, slug, permission, permissions }) => ({
          kind: "group",
          name,
          ...given("account", slug === name ? undefined : slug),
          ...said(permission, permissions),
        }),
      ).catch(noTeams),
  };
  return { sources: [collaborators, teams] };
}

/** A user's own repository has none. */
function noTeams(error: unknown): ForgeGrants {
  if (error instanceof ForgeError && error.code === "forge-not-found") return { grants: [], isWhole: true };
  throw error;
}

type Rights = Readonly<Partial<Record<"pull" | "push" | "admin", boolean>>> | null | undefined;

/** An organization gives its own names to roles: what such a role allows is told beside it. */
function said(word: string, rights: Rights): Pick<ForgeGrant, "level" | "word"> {
  const told = rights?.admin ? "admin" : rights?.push ? "write" : rights?.pull ? "read" : undefined;
  return { level: told ?? levels.get(word) ?? "unknown", word };
}

const levels: ReadonlyMap<string, ForgeGrant["level"]> = new Map([
  ["pull", "read"],
  ["read", "read"],
  ["triage", "read"],
  ["push", "write"],
  ["write", "write"],
  ["maintain", "write"],
  ["admin", "admin"],
]);
