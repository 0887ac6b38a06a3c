import { path } from "../http/index.ts";

/** A file's path as a part of an address: each segment is one. Throws `invalid-argument` for one that leads elsewhere. */
export function segments(file: string): string {
  return file
    .split("/")
    .map((segment) => path`/${segment}`)
    .join("");
}
