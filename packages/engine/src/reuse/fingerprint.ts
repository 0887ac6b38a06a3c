import { createHash } from "node:crypto";
import { canonicalJson, type MatrixValues, type ParameterValues, type Stage } from "@headrace/pipeline";

/** Raised when a stage means something else than before under the same definition: older results are then not taken over. */
const fingerprintVersion = 1;

/** All that decides what a stage does. */
export interface FingerprintParts {
  readonly definition: Stage;
  readonly matrix?: MatrixValues;
  /** Resolved; secrets left out, by name they are in the definition. */
  readonly variables: Readonly<Record<string, string>>;
  readonly parameters: ParameterValues;
  /** From `inputsDigest`. */
  readonly inputs: string;
  /** Artifacts that are unpacked for the stage. */
  readonly artifacts: readonly {
    readonly stage: string;
    readonly instance: string;
    readonly name: string;
    readonly digest: string;
  }[];
  /** Digest of the container image, where there is one. */
  readonly image?: string;
  /** From `currentPlatform`, or the agent's. */
  readonly platform: string;
  /** Results are shared within one of these only. */
  readonly trustScope: TrustScope;
}

export type TrustScope = "own" | "pullRequest" | "fork";

/** SHA-256 over the canonical JSON of the parts, hexadecimal: equal when and only when all parts are. */
export function fingerprintOf(parts: FingerprintParts): string {
  const artifacts = parts.artifacts
    .map(({ stage, instance, name, digest }) => ({ stage, instance, name, digest }))
    .map((artifact) => ({ artifact, order: canonicalJson(artifact) }))
    .sort((one, other) => (one.order < other.order ? -1 : 1))
    .map(({ artifact }) => artifact);
  const text = canonicalJson({ version: fingerprintVersion, ...parts, artifacts });
  return createHash("sha256").update(text).digest("hex");
}

/** Results of one system do not stand for another. */
export function currentPlatform(): string {
  return `${process.platform}-${process.arch}`;
}
