import type { ExecutionState } from "@headrace/execution";
import type { ChannelsTable } from "@headrace/store/server";
import type { Link } from "../runs/links.ts";
import type { Sending } from "./kinds/channel-kind.ts";

/**
 * Sends what the definitions of executions here want told of their ends, to the channels of the organization. What is to be
 * sent is kept in the database first, once for each notification and event, so that a restart forgets nothing and an outage
 * is waited for.
 */
export interface Notifications {
  /** Whether the server was told of a mail server. */
  readonly sendsMail: boolean;
  begin(): Promise<void>;
  /** Sends what is due. Resolves when all of it was tried. */
  look(): Promise<void>;
  /** It is about to be told that the execution has ended. May be called again for it. */
  ended(link: Pick<Link, "executionId" | "createdAt" | "trust">, state: ExecutionState): Promise<void>;
  /** Sends what was refused or waits now; of others too what was sent before, where it is named. Gives how many. */
  again(executionId: string, notificationId?: string): Promise<number>;
  /** Sends a message that says that it is a test, at once and once. */
  tryOut(channel: ChannelsTable, signal: AbortSignal): Promise<Sending>;
  close(): Promise<void>;
}

/** `needless`: nobody is told, and `problem` says why. */
export const notificationStates = ["waiting", "sent", "refused", "needless"] as const;
