import type { Membership } from "./membership.ts";
import type { TokenScope } from "./token-scopes.ts";

/** Who asks. */
export type Principal =
  | {
      readonly kind: "user";
      readonly userId: string;
      readonly name: string;
      readonly email: string;
      /** Of the session that asks; absent where somebody acts in his name. */
      readonly sessionId?: string;
      readonly memberships?: Memberships;
    }
  | {
      readonly kind: "token";
      readonly tokenId: string;
      readonly name: string;
      /** Whose it is: it never may more than this person. */
      readonly userId: string;
      readonly organizationId: string;
      readonly scopes: readonly TokenScope[];
      /** Ids of the only repositories it reaches; all of the organization when absent. */
      readonly repositories?: readonly string[];
      readonly memberships?: Memberships;
    };

/** As they were when the request came, read with whoever sends it: they hold for that request alone. */
type Memberships = readonly Membership[];

/** As audit entries and `triggeredBy` name it. */
export function actorOf(principal: Principal): Actor {
  return principal.kind === "user"
    ? { kind: "user", id: principal.userId, name: principal.name }
    : { kind: "token", id: principal.tokenId, name: principal.name, userId: principal.userId };
}

export interface Actor {
  readonly kind: "user" | "token" | "schedule" | "webhook" | "pipeline" | "system";
  readonly id: string;
  readonly name: string;
  readonly userId?: string;
}
