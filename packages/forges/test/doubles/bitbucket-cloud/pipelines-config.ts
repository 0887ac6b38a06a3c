import type { Fields } from "./vendor-types.ts";

/** What a repository's administrators set of its pipelines. */
export interface PipelinesConfig {
  /** Undefined where nobody has ever switched them. */
  enabled: boolean | undefined;
  nextNumber: number;
  keyPair: Fields<"pipeline_ssh_key_pair", "private_key" | "public_key"> | undefined;
  readonly knownHosts: KnownHost[];
  readonly runners: Runner[];
}

export interface KnownHost {
  readonly uuid: string;
  hostname: string;
  readonly public_key: { key_type: string; key: string };
}

/** The package's types know no runners: their answers are held against the document alone. */
export interface Runner {
  readonly uuid: string;
  name: string;
  labels: readonly string[];
  status: "UNREGISTERED" | "ONLINE" | "OFFLINE" | "DISABLED" | "ENABLED" | "UNHEALTHY";
  cordoned: boolean;
}

export function newConfig(): PipelinesConfig {
  return { enabled: true, nextNumber: 1, keyPair: undefined, knownHosts: [], runners: [] };
}
