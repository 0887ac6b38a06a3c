import type { OutputOf } from "@headrace/app/client";
import { formatDuration } from "../../common/format-duration.ts";

/** `every 10s to 1m 00s`: what runs is looked at more often than what rests. */
export function everyWords({
  activeEvery,
  restingEvery,
}: Pick<OutputOf<"connections.collection">, "activeEvery" | "restingEvery">): string {
  const [active, resting] = [activeEvery, restingEvery].map((seconds) => formatDuration(seconds * 1000));
  return active === resting ? `every ${active}` : `every ${active} to ${resting}`;
}
