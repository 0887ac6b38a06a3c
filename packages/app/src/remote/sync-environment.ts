import type { ForgeVariable, NewVariable, VariableLevel } from "@headrace/forges";
import { sha256Hex } from "@headrace/pipeline";
import type { App } from "../app.ts";
import { environmentNamed } from "../environments/environment-named.ts";
import { forgetMade, rememberMade } from "../leftovers/made-on-host.ts";
import { notFound, Problem } from "../problems/problem.ts";
import { openAbility } from "./remote-place.ts";

export interface SyncRequest {
  readonly organizationId: string;
  readonly repositoryId: string;
  /** For which they are written. */
  readonly pipelineId: string;
  /** Whose variables are written. */
  readonly environment: string;
  /** On the host: GitHub's name of an environment, Bitbucket's id of one. The repository itself unless said. */
  readonly hostEnvironment?: string | undefined;
  /** Written as secured ones; whatever stands there is never read. */
  readonly secured: Readonly<Record<string, string>>;
  /** Takes away what is on the host and not here; never what is secured. */
  readonly remove: boolean;
  /** Of the difference that was looked at: it is made so. Undefined only looks. */
  readonly digest?: string | undefined;
  readonly signal: AbortSignal;
  /** Told what was written by then, also where the host refused the rest. */
  readonly onWritten: (written: readonly Written[]) => Promise<void>;
}

export type Written = Pick<SyncChange, "name" | "change">;

export interface SyncChange {
  readonly name: string;
  /** `kept`: on the host alone, and left there. */
  readonly change: "add" | "change" | "same" | "remove" | "kept";
  readonly secured: boolean;
  /** What stands on the host, and what will; absent for what is secured. */
  readonly from?: string;
  readonly to?: string;
}

export interface SyncAnswer {
  readonly changes: readonly SyncChange[];
  readonly digest: string;
  readonly applied: boolean;
}

interface Step extends SyncChange {
  readonly id: string | undefined;
  readonly value: string;
}

/**
 * What would be written to the host, or with the digest of that, writes it. Broken off in between, the next look shows what
 * is left. Throws `conflict` where it is another difference by now.
 */
export async function syncEnvironment(
  app: Pick<App, "tables" | "connections" | "variables" | "clock">,
  request: SyncRequest,
) {
  const { organizationId, repositoryId, environment, secured, digest, signal } = request;
  const known = await environmentNamed(app.tables, repositoryId, environment);
  if (known === undefined) throw notFound("environment of this repository", environment);
  const {
    port: variables,
    connectionId,
    repository,
  } = await openAbility(app, repositoryId, {
    port: "variables",
    ability: "variables.write",
  });
  const level: VariableLevel =
    request.hostEnvironment === undefined
      ? { kind: "repository", repository }
      : { kind: "environment", repository, environment: request.hostEnvironment };
  const wanted = await app.variables.environmentVariables({ organizationId, repositoryId, environment: known.name });
  const steps = stepsOf(await variables.list(level, signal), { wanted, secured, remove: request.remove });
  const changes = steps.map(({ id: _, value: __, ...change }): SyncChange => change);
  const found = sha256Hex(JSON.stringify([level, changes]));
  if (digest === undefined) return { changes, digest: found, applied: false } satisfies SyncAnswer;
  if (digest !== found) {
    throw new Problem("conflict", "the variables here or on the host are others by now", {
      mend: "look at the difference again, and give its digest",
    });
  }
  const thing = { connectionId, repositoryId, kind: "variable", environment: request.hostEnvironment } as const;
  const written: Written[] = [];
  try {
    for (const { name, change, secured: isSecured, id, value } of steps) {
      const variable: NewVariable = { key: name, value, secured: isSecured };
      if (change === "add") {
        const made = await variables.create(level, variable, signal);
        await rememberMade(app, { ...thing, hostId: made.id, name, pipelineId: request.pipelineId });
      }
      if (change === "change" && id !== undefined) await variables.replace(level, id, variable, signal);
      if (change === "remove" && id !== undefined) {
        await variables.remove(level, id, signal);
        await forgetMade(app, { ...thing, hostId: id });
      }
      if (change !== "same" && change !== "kept") written.push({ name, change });
    }
  } finally {
    await request.onWritten(written);
  }
  return { changes, digest: found, applied: true } satisfies SyncAnswer;
}

interface Wish {
  readonly wanted: Readonly<Record<string, string>>;
  readonly secured: Readonly<Record<string, string>>;
  readonly remove: boolean;
}

function stepsOf(there: readonly ForgeVariable[], { wanted, secured, remove }: Wish): readonly Step[] {
  const plain = new Map(there.flatMap((one) => (one.secured ? [] : [[one.key, one] as const])));
  const hidden = new Map(there.flatMap((one) => (one.secured ? [[one.key, one] as const] : [])));
  const steps: Step[] = [];
  for (const [name, value] of Object.entries(wanted)) {
    if (Object.hasOwn(secured, name)) continue;
    const before = plain.get(name);
    plain.delete(name);
    const change = before === undefined ? "add" : before.value === value ? "same" : "change";
    const from = before === undefined ? {} : { from: before.value };
    steps.push({ name, change, secured: false, ...from, to: value, id: before?.id, value });
  }
  for (const [name, value] of Object.entries(secured)) {
    const before = hidden.get(name);
    hidden.delete(name);
    // Whether it is the same cannot be seen.
    steps.push({ name, change: before === undefined ? "add" : "change", secured: true, id: before?.id, value });
  }
  for (const { key: name, id, value } of plain.values()) {
    steps.push({ name, change: remove ? "remove" : "kept", secured: false, from: value, id, value });
  }
  for (const { key: name, id } of hidden.values()) steps.push({ name, change: "kept", secured: true, id, value: "" });
  return steps.toSorted((one, other) => (one.name < other.name ? -1 : one.name > other.name ? 1 : 0));
}
