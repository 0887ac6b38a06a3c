import type { LogAddress } from "./log-source.ts";

/** Where the log of an attempt can be had byte for byte. */
export function rawLogPath({ execution, instance, attempt }: LogAddress): string {
  const query = new URLSearchParams({ stage: instance, attempt: String(attempt) });
  return `/api/v1/executions/${encodeURIComponent(execution)}/logs/raw?${query}`;
}
