import type { Ask } from "../ask.ts";

/** Something that an agent's client can read and show by its address, such as `headrace://executions/01a1…/log`. */
export interface AgentResource {
  readonly name: string;
  readonly title: string;
  readonly description: string;
  /** Whose id stands in the address. */
  readonly of: "execution" | "pipeline";
  /** The last part of the address. */
  readonly part: string;
  readonly mimeType: string;
  read(ask: Ask, id: string, signal: AbortSignal): Promise<string>;
}
