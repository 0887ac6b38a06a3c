import { HeadraceError } from "@headrace/pipeline";
import { z } from "zod";
import type { Permission } from "../access/permissions.ts";
import { type Actor, actorOf, type Principal } from "../access/principal.ts";
import { resolveTarget } from "../access/resolve-target.ts";
import { isAllowed, narrowedRole, roleInScope } from "../access/role-in-scope.ts";
import type { Role } from "../access/roles.ts";
import type { Scope } from "../access/scope.ts";
import type { App } from "../app.ts";
import { recordAudit } from "../audit/record-audit.ts";
import { notFound, notSignedIn, ownFault, Problem } from "../problems/problem.ts";
import { problemOf } from "../problems/problem-of.ts";
import { ByteAnswer, EventAnswer } from "./answers.ts";
import type { OperationContext } from "./context.ts";
import { withIdempotency } from "./idempotency.ts";
import { maskedAnswer } from "./masked-answer.ts";
import type { Access, Operation } from "./operation.ts";
import { parseInput } from "./parse-input.ts";

export interface Asking {
  readonly principal: Principal | null;
  /** Which of the asker's organizations is meant, by id or slug, where the operation names no thing that belongs to one. */
  readonly organization?: string;
  readonly signal: AbortSignal;
  readonly publicUrl: string;
  readonly device?: OperationContext["device"];
  readonly body?: OperationContext["body"];
  /** Where the face can keep a session; without it beginning one is without effect. */
  readonly setCookies?: OperationContext["setCookies"];
  /** Of an AI agent: the client that it works in, as that names itself, for the audit log; empty where it does not. */
  readonly agent?: string;
  /** A key under which the same request is done once; of writing operations. */
  readonly idempotencyKey?: string;
}

/**
 * Does an operation for somebody: checks the input, who may, and what was done before under the same key, then has
 * it done and records it. Every face comes through here. Throws `Problem` only.
 */
export async function perform(app: App, operation: Operation, input: unknown, asking: Asking): Promise<unknown> {
  let scope: Scope | undefined;
  const began = performance.now();
  const count = (outcome: string): void => app.metrics.count(operation.name, outcome, performance.now() - began);
  const actor = asking.principal === null ? stranger : actorOf(asking.principal);
  const { agent } = asking;
  try {
    if (asking.principal === null && operation.access.kind !== "public") {
      throw notSignedIn();
    }
    const parsed = parseInput(operation, input);
    const place = await placeOf(app, operation.access, parsed, asking);
    // Known before it is refused: the refusal stands in the log of the organization too.
    scope = place.scope;
    if (place.refusal !== undefined) throw place.refusal;
    const context = contextOf(app, asking, place.scope, actor);
    const done = async (): Promise<unknown> => {
      const answer = await maskedAnswer(
        app,
        { scope: place.scope, keys: operation.masks },
        await operation.handle(context, parsed),
      );
      if (answer instanceof ByteAnswer || answer instanceof EventAnswer || !app.options.checkOutputs) return answer;
      return z.parse(operation.output, answer);
    };
    const result =
      asking.idempotencyKey === undefined || operation.effect === "read" || asking.principal === null
        ? await done()
        : await withIdempotency(
            app,
            {
              key: asking.idempotencyKey,
              principal: asking.principal,
              operation,
              input: parsed,
              organizationId: scope.organizationId,
            },
            done,
          );
    if (operation.takesRights === true) await app.rights.changed();
    await tellCollector(app, operation, { scope, input: parsed });
    await audit(app, operation, { actor, agent, scope, input: parsed, outcome: "done", result });
    count("done");
    return result;
  } catch (error) {
    const problem = problemOf(explained(app, error));
    count(problem.code);
    if (asking.principal !== null) {
      await audit(app, operation, { actor, agent, scope, input, outcome: problem.code }).catch((fault: unknown) => {
        // A full disk takes no entry either: what stopped the work is then told, not what stopped its entry.
        throw problem.status >= 500 ? problem : problemOf(explained(app, fault));
      });
    }
    throw problem;
  }
}

/** What the query builder threw, by our own codes. */
function explained(app: App, error: unknown): unknown {
  if (error instanceof Problem || error instanceof HeadraceError) return error;
  const cause = app.store.database.explain(error, "do this");
  return cause.code === "infrastructure" || cause.code === "internal" ? error : cause;
}

const stranger: Actor = { kind: "system", id: "", name: "a stranger" };

interface Place {
  readonly scope: Scope;
  readonly refusal?: Problem;
}

/** Where the input leads, and whether the asker may. Throws `not-found` where he may not know that it is there. */
async function placeOf(app: App, access: Access, input: Record<string, unknown>, asking: Asking): Promise<Place> {
  const { principal } = asking;
  if (principal === null) return { scope: { organizationId: "" } };
  switch (access.kind) {
    case "public":
      return { scope: { organizationId: "" } };
    case "signed-in":
      return { scope: { organizationId: principal.kind === "token" ? principal.organizationId : "" } };
    case "organization": {
      const { organizationId, role } = await app.people.membershipFor(principal, asking.organization);
      const scope = { organizationId };
      return judged(principal, {
        scope,
        role: await narrowedRole(app.tables, principal, { scope, role }),
        permission: access.permission,
      });
    }
    case "target": {
      const id = input[access.from];
      if (typeof id !== "string") throw ownFault(`the operation names no ${access.target}`);
      const scope = await resolveTarget(app.tables, access.target, id);
      if (scope === undefined) throw notFound(access.target, id);
      const role = await roleInScope(app.tables, principal, scope);
      return judged(principal, { scope, role, permission: access.permission, target: access.target, id });
    }
  }
}

function judged(
  principal: Principal,
  { scope, role, permission, target = "organization", id = scope.organizationId }: Wanted,
): Place {
  // Nothing of another organization can be told apart from what does not exist.
  if (role === "none") throw notFound(target, id);
  return isAllowed(principal, role, permission) ? { scope } : { scope, refusal: forbidden(permission, role) };
}

interface Wanted {
  readonly scope: Scope;
  /** Of the asker, there. */
  readonly role: Role | "none";
  readonly permission: Permission;
  /** What is asked about; the organization unless said. */
  readonly target?: string;
  readonly id?: string;
}

function forbidden(permission: string, role: string): Problem {
  return new Problem(
    "forbidden",
    `this needs the permission ${permission}, which the role ${role} here or this token does not give`,
    {
      mend: "ask an owner or maintainer of the organization, or use a token with the right scope",
    },
  );
}

function contextOf(app: App, asking: Asking, scope: Scope, actor: Actor): OperationContext {
  const { principal } = asking;
  return {
    app,
    principal,
    actor,
    scope,
    permits: async (permission, { repositoryId, pipelineId } = scope) => {
      if (principal === null) return false;
      const place = {
        organizationId: scope.organizationId,
        ...(repositoryId === undefined ? {} : { repositoryId }),
        ...(pipelineId === undefined ? {} : { pipelineId }),
      };
      return isAllowed(principal, await roleInScope(app.tables, principal, place), permission);
    },
    byAgent: asking.agent !== undefined,
    signal: asking.signal,
    publicUrl: asking.publicUrl,
    setCookies: (cookies) => asking.setCookies?.(cookies),
    ...(asking.device === undefined ? {} : { device: asking.device }),
    ...(asking.body === undefined ? {} : { body: asking.body }),
  };
}

/** What somebody reads of a repository, or of an execution, wants to be as its host has it. */
async function tellCollector(app: App, { access, effect }: Operation, { scope, input }: Looked): Promise<void> {
  const { repositoryId } = scope;
  if (effect !== "read" || access.kind !== "target" || repositoryId === undefined) return;
  if (access.target === "repository") await app.collector.lookedAt({ repositoryId });
  const executionId = access.target === "execution" ? textOf(input, access.from) : undefined;
  if (executionId !== undefined) await app.collector.lookedAt({ repositoryId, executionId });
}

interface Looked {
  readonly scope: Scope;
  readonly input: unknown;
}

interface Happened {
  readonly actor: Actor;
  readonly agent: string | undefined;
  readonly scope: Scope | undefined;
  readonly input: unknown;
  readonly outcome: string;
  /** What it answered, where it was done. */
  readonly result?: unknown;
}

/** What was done and what was refused, of everything that could have changed something. */
async function audit(app: App, operation: Operation, happened: Happened): Promise<void> {
  if (operation.effect === "read") return;
  const { actor, agent, scope, outcome } = happened;
  await recordAudit(app, {
    actor,
    operation: operation.name,
    outcome,
    ...(scope === undefined || scope.organizationId === "" ? {} : { organizationId: scope.organizationId }),
    ...aboutOf(operation, happened),
    detail: {
      ...(agent === undefined ? {} : { via: "mcp", ...(agent === "" ? {} : { client: agent }) }),
      ...thingOnHost(operation, happened),
    },
  });
}

/** As the input names it, with the id that the host gave to what was made. */
function thingOnHost({ audits }: Operation, { input, result }: Happened): Readonly<Record<string, string>> {
  if (audits === undefined) return {};
  const named = audits.map((key) => [key, textOf(input, key)] as const);
  const found = [...named, ["id", textOf(result, "id")] as const];
  return Object.fromEntries(found.flatMap(([key, text]) => (text === undefined ? [] : [[key, text]])));
}

/** What an entry of the audit log names: the thing that the input says, or the one that was made. */
function aboutOf(
  { name, access }: Operation,
  { input, result }: Happened,
): { readonly target?: string; readonly targetId?: string } {
  const about = access.kind === "target" ? access : access.kind === "organization" ? access.about : undefined;
  const named = about === undefined ? undefined : textOf(input, about.from);
  if (about !== undefined && named !== undefined) return { target: about.target, targetId: named };
  const made = textOf(result, "id");
  return made === undefined ? {} : { target: thingOf(name), targetId: made };
}

/** `repositories.create` makes a repository. */
function thingOf(name: string): string {
  return name.replace(/\..*$/, "").replace(/ies$/, "y").replace(/s$/, "");
}

function textOf(value: unknown, key: string): string | undefined {
  if (typeof value !== "object" || value === null || !Object.hasOwn(value, key)) return undefined;
  const text: unknown = Reflect.get(value, key);
  // What was refused may be anything; the log takes only what could be an id.
  return typeof text === "string" && text.length <= 100 && !/\p{Cc}/u.test(text) ? text : undefined;
}
