import type { Finding } from "./finding.ts";

/** One benchmark. */
export interface Case {
  /** By which it is asked for. */
  readonly name: string;
  /** It runs gitlab-ci-local or make. */
  readonly needsPeers: boolean;
  run(): Promise<readonly Finding[]>;
}
