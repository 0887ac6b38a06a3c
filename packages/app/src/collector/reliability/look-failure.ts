import { ForgeError } from "@headrace/forges";

/** Why a look did not work. `internal` is a fault of this server, its database among it. */
export const lookFailures = [
  "unauthorized",
  "forbidden",
  "not-found",
  "refused",
  "limited",
  "unreachable",
  "failed",
  "unreadable",
  "too-large",
  "internal",
] as const;

export type LookFailure = (typeof lookFailures)[number];

export function lookFailureOf(error: unknown): LookFailure {
  return error instanceof ForgeError ? ofCode[error.code] : "internal";
}

const ofCode: Readonly<Record<ForgeError["code"], LookFailure>> = {
  "forge-unauthorized": "unauthorized",
  "forge-forbidden": "forbidden",
  "forge-not-found": "not-found",
  "forge-refused": "refused",
  "forge-limited": "limited",
  "forge-unreachable": "unreachable",
  "forge-failed": "failed",
  "forge-answer-unreadable": "unreadable",
  "forge-answer-too-large": "too-large",
};
