import { z } from "zod";
import type { ActingPerson } from "./acting-person.ts";
import { isAtLeast, roles } from "./roles.ts";

/** A rule's list of who may do something; `automatic` says what holds, unless it is said, for what no person starts. */
export function namedPeople({ automatic }: { readonly automatic: boolean }) {
  return z.strictObject({
    roles: z
      .array(z.enum(roles))
      .max(roles.length)
      .default([])
      .describe("Who has one of these roles here, or a greater one"),
    users: z.array(z.string().min(1).max(100)).max(200).default([]).describe("Ids of people"),
    teams: z.array(z.string().min(1).max(100)).max(100).default([]).describe("Names of teams"),
    automatic: z
      .boolean()
      .default(automatic)
      .describe("What no person started may too: a push, a schedule, another pipeline"),
  });
}

export type NamedPeople = z.output<ReturnType<typeof namedPeople>>;

export function isNamed(people: NamedPeople, person: ActingPerson): boolean {
  return (
    people.users.includes(person.userId) ||
    people.roles.some((role) => isAtLeast(person.role, role)) ||
    people.teams.some((team) => person.teams.includes(team.toLowerCase()))
  );
}
