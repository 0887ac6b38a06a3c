import { z } from "zod";
import { Problem } from "../../problems/problem.ts";

/** A whole commit, as it is told of. */
export const commitId = z
  .string()
  .regex(/^[0-9a-f]{40}$/i, "not a commit's id")
  .transform((text) => text.toLowerCase());

/** Some say only the beginning of it. */
export const shortCommitId = z
  .string()
  .regex(/^[0-9a-f]{7,40}$/i, "not a commit's id")
  .transform((text) => text.toLowerCase());

/** What stands for no commit: of a branch that was made or deleted. */
export function isNoCommit(commit: string): boolean {
  return /^0+$/.test(commit);
}

/** Names that git allows and that no program takes for an option or a path. */
export const refName = z
  .string()
  .min(1)
  .max(255)
  .regex(/^(?![-/])(?!.*\.\.)(?!.*\/\/)[^\s~^:?*[\\\p{Cc}]+$/u, "not the name of a branch or tag");

export type Ref = { readonly kind: "branch" | "tag"; readonly name: string };

/** Of `refs/heads/…` and `refs/tags/…`; undefined for others. */
export function refOf(full: string): Ref | undefined {
  const [, folder, name = ""] = /^refs\/(heads|tags)\/(.+)$/s.exec(full) ?? [];
  if (folder === undefined) return undefined;
  return { kind: folder === "heads" ? "branch" : "tag", name: parsePayload(refName, name) };
}

/** Throws `invalid-input`, with the place of the first fault. */
export function parsePayload<Schema extends z.ZodType>(schema: Schema, payload: unknown): z.output<Schema> {
  const parsed = schema.safeParse(payload);
  if (parsed.success) return parsed.data;
  const [issue] = parsed.error.issues;
  const place = issue === undefined || issue.path.length === 0 ? "" : ` at ${issue.path.join(".")}`;
  throw new Problem("invalid-input", `the payload is not what this sender sends${place}: ${issue?.message ?? ""}`, {
    mend: "see that the webhook has the kind of who sends to it",
  });
}
