import type { App } from "../app.ts";
import { recordAudit } from "../audit/record-audit.ts";
import type { Device } from "./device.ts";

export interface SignIn {
  readonly userId: string;
  readonly by: "password" | "link";
  readonly device: Device | undefined;
}

type Needs = Pick<App, "tables" | "clock" | "ids">;

/** Tells the audit log of each organization that somebody belongs to that he signed in. */
export async function recordSignIn(app: Needs, { userId, by, device }: SignIn): Promise<void> {
  for (const { organizationId, name } of await membershipsOf(app, userId)) {
    await recordAudit(app, {
      actor: { kind: "user", id: userId, name },
      operation: "signed-in",
      outcome: "done",
      organizationId,
      detail: { by, ...addressOf(device) },
    });
  }
}

/** Tells the same logs that somebody tried to, and is not believed to be this person. */
export async function recordFailedSignIn(
  app: Needs,
  { userId, by, device, isLast = false }: SignIn & { readonly isLast?: boolean },
): Promise<void> {
  for (const { organizationId, name } of await membershipsOf(app, userId)) {
    await recordAudit(app, {
      actor: { kind: "system", id: "", name: "a stranger" },
      operation: "signed-in",
      outcome: "unauthenticated",
      organizationId,
      target: "member",
      targetId: userId,
      detail: { by, name, ...addressOf(device), ...(isLast ? { closed: "no more attempts for a while" } : {}) },
    });
  }
}

async function membershipsOf({ tables }: Needs, userId: string) {
  return await tables
    .selectFrom("member")
    .innerJoin("user", "user.id", "member.userId")
    .select(["member.organizationId as organizationId", "user.name as name"])
    .where("member.userId", "=", userId)
    .execute();
}

function addressOf(device: Device | undefined): { readonly address?: string } {
  return device === undefined ? {} : { address: device.address };
}
