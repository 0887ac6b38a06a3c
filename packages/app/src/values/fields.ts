import { z } from "zod";

/** An id as we give them: a UUIDv7. Whatever else is sent is simply not found. */
export const id = z.string().min(1).max(100);

/** ISO 8601 in UTC with milliseconds. */
export const time = z.iso.datetime();

/** Of repositories, pipelines, environments: what can stand in a URL and in a file's name. */
export const name = z
  .string()
  .min(1)
  .max(100)
  .regex(/^[A-Za-z0-9][A-Za-z0-9._ -]*$/, "it takes letters, digits, and . _ - or blanks between them");

/** What git takes for the name of a branch or a tag; nothing that it would evaluate. */
const reference = /^(?![-/])(?!.*(?:@\{|\.\.))[^\s~^:?*[\\\p{Cc}]+$/u;

export const branch = z.string().min(1).max(255).regex(reference, "not the name of a branch");
export const tag = z.string().min(1).max(255).regex(reference, "not the name of a tag");

/** As git takes one: as many of its digits as tell it from others. */
export const commit = z.string().regex(/^[0-9a-f]{4,64}$/, "not a commit's id");

/** Milliseconds of the database as the world is told them. */
export function timeOf(milliseconds: number): string {
  return new Date(milliseconds).toISOString();
}
