import { type Permission, permissions } from "./permissions.ts";

/** From the most to the least that a member may do. */
export const roles = ["owner", "maintainer", "developer", "viewer"] as const;
export type Role = (typeof roles)[number];

const viewer: readonly Permission[] = [
  "repository.read",
  "pipeline.read",
  "execution.read",
  "template.read",
  "variable.read",
  "environment.read",
  "member.read",
  "token.own",
];

const developer: readonly Permission[] = [
  ...viewer,
  "pipeline.write",
  "pipeline.run",
  "execution.control",
  "artifact.write",
  "template.write",
  "secret.list",
  "approval.decide",
  "deployment.create",
  "webhook.read",
  "channel.read",
  "connection.read",
];

const maintainer: readonly Permission[] = [
  ...developer,
  "repository.write",
  "pipeline.run-inline",
  "pipeline.purge",
  "secret.write",
  "variable.write",
  "environment.write",
  "schedule.write",
  "webhook.write",
  "channel.write",
  "connection.write",
  "token.manage",
  "audit.read",
  "system.read",
];

/** The one table of what a role may do; docs/roles.md is written from it. */
export const allowedTo: Readonly<Record<Role, ReadonlySet<Permission>>> = {
  owner: new Set(permissions),
  maintainer: new Set(maintainer),
  developer: new Set(developer),
  viewer: new Set(viewer),
};

/** The lesser of two roles; `none` is less than any. */
export function lesserRole(first: Role, second: Role | "none"): Role | "none" {
  if (second === "none") return "none";
  return roles.indexOf(first) > roles.indexOf(second) ? first : second;
}

/** Whether a role is this one, or may more. */
export function isAtLeast(role: Role | "none", least: Role): boolean {
  return role !== "none" && roles.indexOf(role) <= roles.indexOf(least);
}

export function isRole(value: unknown): value is Role {
  return roles.some((role) => role === value);
}
