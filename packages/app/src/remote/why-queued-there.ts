import type { App } from "../app.ts";
import { readLink } from "../runs/links.ts";
import type { WhyQueued } from "../runs/runs.ts";

/** What a run on a host waits for, as far as the host tells; null where it works or has ended. */
export async function whyQueuedThere(
  { tables, remote }: Pick<App, "tables" | "remote">,
  executionId: string,
  signal: AbortSignal,
): Promise<WhyQueued | null> {
  const link = await readLink(tables, executionId);
  if (link?.state === undefined || link.state === "ended") return null;
  const [turns, reviews] = [await remote.turnsOf(executionId, signal), await remote.reviews(executionId, signal)];
  const waiting = turns.filter(({ position }) => position > 0);
  const asked = reviews.map(({ environment, reviewers }) => ({ environment, reviewers }));
  if (link.state === "running" && waiting.length === 0 && asked.length === 0) return null;
  return { kind: "host", state: link.detail.remote?.state ?? "", turns: waiting, reviews: asked };
}
