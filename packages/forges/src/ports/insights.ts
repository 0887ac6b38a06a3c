import type { RepositoryName } from "./repositories.ts";

/** Something about a file, or about the whole, that a run found. */
export interface Finding {
  /** Of this one among those of its report, the same when it is told again. */
  readonly id: string;
  readonly kind: "test" | "annotation" | "gate";
  readonly level: "error" | "warning" | "notice";
  readonly message: string;
  readonly title?: string;
  /** Below the repository's root. */
  readonly path?: string;
  /** From one. */
  readonly line?: number;
  readonly endLine?: number;
}

/** What a run says of a commit beside whether it passed. */
export interface CommitReport {
  readonly commit: string;
  /** What is told again by the same key of the same commit takes its place. */
  readonly key: string;
  readonly title: string;
  readonly passed: boolean;
  readonly details: string;
  readonly url: string;
  /** Six at most. */
  readonly facts: readonly ReportFact[];
  /** The worst first: what is beyond the host's limit is left out. */
  readonly findings: readonly Finding[];
}

export interface ReportFact {
  readonly title: string;
  readonly value: number;
  /** A duration is in milliseconds. */
  readonly kind: "number" | "percent" | "duration";
}

export interface Insights {
  /** Takes the place of what was told before. Broken off, it is told again as a whole. */
  tell(repository: RepositoryName, report: CommitReport, signal?: AbortSignal): Promise<void>;
}
