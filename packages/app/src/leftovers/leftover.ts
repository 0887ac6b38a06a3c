import { z } from "zod";
import type { Permission } from "../access/permissions.ts";
import type { Scope } from "../access/scope.ts";
import { type HostThing, madeKinds } from "./made-on-host.ts";

export const leftoverKind = z.enum(["webhook", ...madeKinds]);
export type LeftoverKind = z.output<typeof leftoverKind>;

/** What stands on a host, and would stay there when what it is for is removed here. */
export const leftover = z.object({
  key: z.string().describe("Names it in `removeOnHost`"),
  kind: leftoverKind,
  name: z
    .string()
    .describe(
      "A variable's name, a webhook's address, a schedule's branch and times, the machine that a known host is",
    ),
  where: z.string().describe("On the host: the repository, its environment, or all of an owner's repositories"),
  ours: z.boolean().describe("It was made from here"),
  suggested: z.boolean().describe("It was made from here, and serves nothing that stays"),
  note: z.string().optional().describe("What goes with it, or why it is not suggested"),
});

export const leftovers = z.object({
  items: z.array(leftover),
  unread: z
    .array(z.object({ kind: leftoverKind, why: z.string() }))
    .describe("What could not be looked for, and why: the host's refusal, or a permission that the asker has not"),
});

export type Leftover = z.output<typeof leftover>;

export const keyForm =
  /^(?:webhook|variable|schedule|environment|required-build|runner|key-pair|known-host):[^:,\s]*:[^:,\s]+$/;

/** Of an operation that removes something here. Nothing is touched on the host that is not named. */
export const removeOnHost = z
  .array(z.string().max(1000).regex(keyForm, "not the key of anything on a host"))
  .max(1000)
  .optional()
  .describe("Keys of what to remove on the host first, as the operation that lists it gives them");

export const removal = leftover.pick({ key: true, kind: true, name: true, where: true }).extend({
  result: z.enum(["removed", "gone", "refused"]).describe("`gone`: it was there no more"),
  why: z.string().optional().describe("Of what is refused: the host's words"),
});
export type Removal = z.output<typeof removal>;

export const removals = z.object({
  onHost: z.array(removal).describe("What came of each key of `removeOnHost`"),
});

export const leftoverExample: Leftover = {
  key: "variable:01a1fc42-b97f-7bef-9713-0b6621de95a7:variable%3ALEVEL",
  kind: "variable",
  name: "LEVEL",
  where: "acme/web-app",
  ours: true,
  suggested: true,
};

const { ours: _, suggested: __, ...thing } = leftoverExample;
export const removalsExample: z.input<typeof removals> = { onHost: [{ ...thing, result: "removed" }] };

/** With how it is taken away. */
export interface FoundLeftover extends Leftover {
  /** What is gone on the host is forgotten here. Throws `ForgeError`. */
  remove(): Promise<"removed" | "gone">;
}

export interface Search {
  readonly kind: LeftoverKind;
  /** Where the asker needs the permission of the kind; there unless said. `{}` is the whole organization. */
  readonly place?: Omit<Scope, "organizationId">;
  find(): Promise<readonly FoundLeftover[]>;
}

/** What removing it takes, and looking for it too. */
export const permissionsOf: Readonly<Record<LeftoverKind, Permission>> = {
  webhook: "webhook.write",
  variable: "secret.write",
  schedule: "schedule.write",
  environment: "environment.write",
  "required-build": "repository.write",
  runner: "repository.write",
  "key-pair": "secret.write",
  "known-host": "repository.write",
};

type Named = Pick<HostThing, "repositoryId" | "environment" | "hostId"> & { readonly kind: LeftoverKind };

/** The same for the same thing, wherever it is listed. */
export function keyOf({ kind, repositoryId, environment = "", hostId }: Named): string {
  const place = `${repositoryId ?? "owner"}${environment === "" ? "" : `/${environment}`}`;
  return `${kind}:${encodeURIComponent(place)}:${encodeURIComponent(hostId)}`;
}

/** For people, of a runner. */
export const runnerNote = "the program on its machine stays, and signs in no more";

/** For people, of an environment. */
export const environmentNote = "the variables that it has there go with it";
