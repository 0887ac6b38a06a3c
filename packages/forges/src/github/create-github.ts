import type { AddressRules } from "@headrace/engine/net";
import { bearerCredentials, createForgeHttp, type ForgeClock } from "../http/index.ts";
import type { Logs, Runs } from "../ports/index.ts";
import { createLogs } from "./logs.ts";
import { createRuns } from "./runs.ts";

export interface GitHubOptions extends AddressRules {
  /** A personal access token, or one of an app's installation. */
  readonly token: string;
  /** `https://api.github.com` unless said. */
  readonly baseUrl?: string;
  /** Milliseconds; 30,000 unless said. */
  readonly timeout?: number;
  /** Milliseconds that a request is held back for the rate limit rather than refused; 20,000 unless said. */
  readonly longestWait?: number;
  /** Bytes of a log that are read at most; 256 MiB unless said. */
  readonly largestStream?: number;
  readonly clock?: ForgeClock;
}

/** What is read of GitHub Actions. */
export interface GitHub {
  readonly runs: Runs;
  readonly logs: Logs;
  /** Closes the connections that are kept. */
  close(): void;
}

/** It says itself what is left of its limits, so no budget is kept. */
export function createGitHub({ token, baseUrl = "https://api.github.com", ...options }: GitHubOptions): GitHub {
  const http = createForgeHttp({
    ...options,
    forge: "GitHub",
    baseUrl,
    credentials: bearerCredentials(token),
    headers: { accept: "application/vnd.github+json", "x-github-api-version": "2022-11-28", "user-agent": "headrace" },
  });
  return { runs: createRuns(http), logs: createLogs(http), close: () => http.close() };
}
