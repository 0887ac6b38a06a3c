import type { Finding } from "./insights.ts";
import type { RepositoryName } from "./repositories.ts";

/** What some system, ours or another, found out about a commit: Code Insights, or a check. */
export interface ForgeReport {
  /** By which it is asked for again. */
  readonly key: string;
  readonly title: string;
  /** Which system it is of. */
  readonly reporter?: string;
  readonly result: "passed" | "failed" | "queued" | "unknown";
  /** The forge's own for the result. */
  readonly word?: string;
  readonly details?: string;
  /** Its page at that system. */
  readonly url?: string;
  /** When it was told last. Epoch milliseconds. */
  readonly at?: number;
  readonly facts: readonly ForgeReportFact[];
}

export interface ForgeReportFact {
  readonly title: string;
  /** Of a date epoch milliseconds, of a duration milliseconds, of a link its text. */
  readonly value: string | number | boolean;
  readonly kind: "text" | "number" | "percent" | "duration" | "date" | "link" | "boolean";
  readonly url?: string;
}

/** One thing that a report says of a file, or of the whole. */
export interface ForgeAnnotation {
  /** As the system calls it; not every forge tells. */
  readonly id?: string;
  readonly level: Finding["level"] | "unknown";
  /** The forge's own for the level. */
  readonly word?: string;
  readonly message: string;
  readonly title?: string;
  /** Below the repository's root. */
  readonly path?: string;
  /** From one. */
  readonly line?: number;
  readonly endLine?: number;
  readonly url?: string;
}

export interface ReportName {
  readonly commit: string;
  readonly key: string;
}

export interface Reports {
  /** A few hundred at most. */
  list(repository: RepositoryName, commit: string, signal?: AbortSignal): Promise<readonly ForgeReport[]>;
  /** Throws `forge-not-found`. */
  get(repository: RepositoryName, name: ReportName, signal?: AbortSignal): Promise<ForgeReport>;
  /** In the forge's order, a thousand at most. */
  annotations(repository: RepositoryName, name: ReportName, signal?: AbortSignal): Promise<readonly ForgeAnnotation[]>;
}
