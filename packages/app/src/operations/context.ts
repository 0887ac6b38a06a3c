import type { Readable } from "node:stream";
import type { Permission } from "../access/permissions.ts";
import type { Actor, Principal } from "../access/principal.ts";
import type { Scope } from "../access/scope.ts";
import type { App } from "../app.ts";
import type { Device } from "../people/device.ts";

/** What a handler is given beside its input. Whoever asks may do what the operation says: that is checked before. */
export interface OperationContext {
  readonly app: App;
  /** Null for a public operation that a stranger asks for. */
  readonly principal: Principal | null;
  readonly actor: Actor;
  /** The organization, and the repository and pipeline where the target has them. Empty ids for public operations. */
  readonly scope: Scope;
  /** Whether the asker also has this permission: in the same scope, or in another place of the organization; `{}` is all of it. */
  permits(permission: Permission, place?: Omit<Scope, "organizationId">): Promise<boolean>;
  /** From where it is asked, where the face knows. */
  readonly device?: Device;
  /** It is an AI agent that asks, for the person. */
  readonly byAgent: boolean;
  /** Aborted when the client has gone. */
  readonly signal: AbortSignal;
  /** For operations whose body is bytes. */
  readonly body?: Readable;
  /** Gives the asker cookies, as `Set-Cookie` has them; of operations that begin a session. */
  setCookies(cookies: readonly string[]): void;
  /** `https://headrace.example.org`, without a slash at the end. */
  readonly publicUrl: string;
}
