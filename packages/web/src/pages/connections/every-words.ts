import type { OutputOf } from "@headrace/app/client";
import { formatDuration } from "../../common/format-duration.ts";

/** `every 55s to 14m 50s, after a push within 55s`: what runs is looked at more often than what rests. */
export function everyWords({
  activeEvery,
  restingEvery,
  changesEvery,
}: Pick<OutputOf<"connections.collection">, "activeEvery" | "restingEvery" | "changesEvery">): string {
  const [active, resting] = [activeEvery, restingEvery].map((seconds) => formatDuration(seconds * 1000));
  const every = active === resting ? `every ${active}` : `every ${active} to ${resting}`;
  return changesEvery === undefined ? every : `${every}, after a push within ${formatDuration(changesEvery * 1000)}`;
}
