import type { OutputOf } from "@headrace/app/client";

type Window = OutputOf<"connections.reliability">["day"];

/** `98.7 % of 412 looks worked in 24 h; half of what changed was seen within 4 s, 95 % within 45 s; 3 webhooks missed`. */
export function reliabilityWords({ looks, share, delays, missedWebhooks }: Window, time: string): string {
  if (share === undefined) return `no look was made in ${time}`;
  const { median, percentile95 } = delays.all;
  return [
    `${percent(share)} of ${looks.toLocaleString()} ${looks === 1 ? "look" : "looks"} worked in ${time}`,
    ...(median === undefined || percentile95 === undefined
      ? []
      : [`half of what changed was seen within ${within(median)}, 95 % within ${within(percentile95)}`]),
    ...(missedWebhooks === 0 ? [] : [`${missedWebhooks.toLocaleString()} ${webhooks(missedWebhooks)} missed`]),
  ].join("; ");
}

export function failureWords({ reason, looks }: Window["failures"][number]): string {
  return `${looks.toLocaleString()} × ${reasons[reason]}`;
}

export function delayWords({ changes, median, percentile95 }: Window["delays"]["all"]): string {
  if (median === undefined || percentile95 === undefined) return "nothing";
  const seen = `${changes.toLocaleString()} ${changes === 1 ? "change" : "changes"}`;
  return `${seen}, half within ${within(median)}, 95 % within ${within(percentile95)}`;
}

export function missedWords(missedWebhooks: number): string | undefined {
  if (missedWebhooks === 0) return undefined;
  const ends = missedWebhooks === 1 ? "a run ended" : `${missedWebhooks.toLocaleString()} runs ended`;
  return `${ends} that no webhook told of; a look found out`;
}

/** Never more than it was: `100 %` is all of them. */
function percent(share: number): string {
  return `${(Math.floor(share * 1000) / 10).toLocaleString()} %`;
}

/** Of the steps in which delays are counted, each a whole number of its unit. */
function within(seconds: number): string {
  if (seconds < 120) return `${seconds} s`;
  return seconds < 7_200 ? `${seconds / 60} min` : `${seconds / 3_600} h`;
}

function webhooks(count: number): string {
  return count === 1 ? "webhook" : "webhooks";
}

const reasons: Readonly<Record<Window["failures"][number]["reason"], string>> = {
  unauthorized: "the token is not believed",
  forbidden: "the token may not",
  "not-found": "the repository was not found",
  refused: "the host refused it",
  limited: "the hour's requests were spent",
  unreachable: "the host was not reached",
  failed: "the host failed",
  unreadable: "its answer could not be read",
  "too-large": "its answer was too large",
  internal: "a fault of this server",
};
