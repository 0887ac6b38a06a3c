import type { OutputOf } from "@headrace/app/client";
import { useOperation } from "../client/use-operation.ts";
import { Facts } from "./facts.tsx";
import styles from "./reliability.module.css";
import { delayWords, failureWords, missedWords, reliabilityWords } from "./reliability-words.ts";

export interface ReliabilityProps {
  readonly connection: string;
  /** One of those that it watches; all of them unless said. */
  readonly repository?: string;
}

/** How reliably what runs on a host is collected: a line, and behind it why looks did not work. Nothing before the first look. */
export function Reliability(input: ReliabilityProps) {
  const { data } = useOperation("connections.reliability", { ...input }, { every: 60_000 });
  if (data === undefined || data.week.looks === 0) return null;
  return (
    <details className={styles.reliability}>
      <summary>{reliabilityWords(data.day, "24 h")}</summary>
      <Facts facts={[...factsOf(data.day), { name: "In seven days", value: reliabilityWords(data.week, "7 d") }]} />
    </details>
  );
}

function factsOf({ failures, delays, missedWebhooks }: OutputOf<"connections.reliability">["day"]) {
  return [
    { name: "Did not work", value: failures.length === 0 ? "none" : failures.map(failureWords).join(", ") },
    { name: "Told by webhooks", value: delayWords(delays.told) },
    { name: "Found by looks", value: delayWords(delays.found) },
    { name: "Webhooks missed", value: missedWords(missedWebhooks) },
  ];
}
