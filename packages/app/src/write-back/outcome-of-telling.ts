import { ForgeError, type ForgeErrorCode } from "@headrace/forges";
import { HeadraceError } from "@headrace/pipeline";
import type { WriteBacksTable } from "@headrace/store/server";
import { Problem } from "../problems/problem.ts";
import { problemOf } from "../problems/problem-of.ts";
import { pauseAfter } from "../triggers/pause-after.ts";
import type { Telling } from "./tell.ts";

/** With the pauses below more than a day: a host that is down, or a token that has to be replaced, is waited for. */
const mostAttempts = 120;
const pauses = { first: 5_000, longest: 15 * 60_000 };

/** What is kept after an attempt that was not in vain. `now` is epoch milliseconds. */
export function afterTelling(telling: Telling, now: number): Partial<WriteBacksTable> {
  const settled = { attempts: 0, mend: null, next_attempt_at: null };
  if (telling.kind === "needless") return { ...settled, state: "needless", problem: telling.why };
  const { digest, as, remoteId } = telling;
  const told = { told: digest, told_as: as, told_at: now, remote_id: remoteId };
  return { ...settled, ...told, state: "told", problem: null };
}

/** What is kept after one that failed: when it is tried again, or that it was refused. */
export function afterFault(error: unknown, attempts: number, now: number): Partial<WriteBacksTable> {
  const { message } = problemOf(error);
  const mend = error instanceof HeadraceError || error instanceof Problem ? error.mend : undefined;
  const said = { problem: message, mend: mend ?? null };
  if (!mayPass(error) || attempts >= mostAttempts) return { ...said, state: "refused", next_attempt_at: null };
  const asked = error instanceof ForgeError ? (error.retryAfter ?? 0) : 0;
  return { ...said, state: "waiting", next_attempt_at: now + Math.max(asked, pauseAfter(attempts, pauses)) };
}

const passing: ReadonlySet<ForgeErrorCode> = new Set([
  "forge-limited",
  "forge-unreachable",
  "forge-failed",
  "forge-answer-unreadable",
  // A token is replaced by people.
  "forge-unauthorized",
]);

/** What is no answer of a host is a fault of ours or of our surroundings, which may pass too. */
function mayPass(error: unknown): boolean {
  if (error instanceof ForgeError) return passing.has(error.code);
  return !(error instanceof Problem) && !(error instanceof HeadraceError && error.code === "invalid-argument");
}
