import type { Actor } from "../access/principal.ts";
import type { App } from "../app.ts";

export interface AuditEntry {
  readonly actor: Actor;
  /** An operation's name, or what happened without one, such as `secret.used`. */
  readonly operation: string;
  /** `done`, or the code of the problem. */
  readonly outcome: string;
  readonly organizationId?: string;
  readonly target?: string;
  readonly targetId?: string;
  /** Never a secret's value. */
  readonly detail?: Readonly<Record<string, unknown>>;
}

/** Adds to the log, which only grows. */
export async function recordAudit(app: Pick<App, "tables" | "clock" | "ids">, entry: AuditEntry): Promise<void> {
  await app.tables
    .insertInto("audit_log")
    .values({
      id: app.ids.next(),
      organization_id: entry.organizationId ?? null,
      at: app.clock.now(),
      actor: JSON.stringify(entry.actor),
      actor_id: entry.actor.id,
      actor_user_id: entry.actor.userId ?? null,
      operation: entry.operation,
      target: entry.target ?? null,
      target_id: entry.targetId ?? null,
      outcome: entry.outcome,
      detail: JSON.stringify(entry.detail ?? {}),
    })
    .execute();
}
