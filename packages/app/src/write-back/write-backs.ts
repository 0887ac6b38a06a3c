import type { Link } from "../runs/links.ts";
import type { RunListener } from "../runs/runs.ts";
import type { Concerned } from "./concerned.ts";

/**
 * Tells the hosts of code how executions here stand that pushes and pull requests started, or that somebody asked for: the
 * commit's status, a report of what was found, deployments. What is to be told is kept in the database and read from the executions when it is
 * told, so that a restart forgets nothing, nothing older is told after what is newer, and a second try says the same.
 */
export interface WriteBacks {
  begin(): Promise<void>;
  /** Tells what is due. Resolves when all of it was tried. */
  look(): Promise<void>;
  /** Of executions as they go on. */
  readonly take: RunListener;
  /** It is about to be told that the execution has ended. May be called again for it. */
  ended(link: Concerned & Pick<Link, "createdAt">): Promise<void>;
  /** Tells how it stands now, and from now on. What the host knows already is not told twice. */
  ask(link: Pick<Link, "executionId" | "repositoryId" | "createdAt">): Promise<void>;
  close(): Promise<void>;
}

export const writeBackKinds = ["status", "report", "deployment"] as const;
export type WriteBackKind = (typeof writeBackKinds)[number];

/** `needless`: there is nothing to tell, or the host cannot be told. */
export const writeBackStates = ["waiting", "told", "refused", "needless"] as const;
