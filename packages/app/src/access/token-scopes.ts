import { type Permission, permissions } from "./permissions.ts";
import type { Role } from "./roles.ts";

/** What a token is given: no more than its person may do, and of that only what its scopes name. */
export const tokenScopes = ["read", "run", "write", "deploy", "admin"] as const;
export type TokenScope = (typeof tokenScopes)[number];

const read = permissions.filter((permission) => /\.(read|list)$/.test(permission) && permission !== "audit.read");

export const scopeAllows: Readonly<Record<TokenScope, ReadonlySet<Permission>>> = {
  read: new Set(read),
  run: new Set<Permission>([...read, "pipeline.run", "pipeline.run-inline", "execution.control", "artifact.write"]),
  write: new Set<Permission>([
    ...read,
    "repository.write",
    "pipeline.write",
    "template.write",
    "variable.write",
    "secret.write",
    "schedule.write",
    "webhook.write",
    "channel.write",
    "connection.write",
    "artifact.write",
  ]),
  deploy: new Set<Permission>([...read, "deployment.create", "approval.decide"]),
  admin: new Set(permissions),
};

/** Who can make a token with the scope: it holds something that lesser roles never have. */
export const leastRoleFor: Readonly<Record<TokenScope, Role>> = {
  read: "viewer",
  run: "developer",
  write: "developer",
  deploy: "developer",
  admin: "maintainer",
};
