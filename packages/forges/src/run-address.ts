import type { ForgeKind } from "./ports/index.ts";

/** What the address of a run's page tells: where it ran, and by what it is known there. */
export interface RunAddress {
  /** Undefined for an own host, which the connections know. */
  readonly kind?: ForgeKind;
  /** `code.example.org`, with a port that is not the usual one. */
  readonly host: string;
  readonly owner: string;
  readonly name: string;
  readonly run:
    | { readonly by: "number"; readonly number: number }
    /** Without an attempt, the page of the last one. */
    | { readonly by: "id"; readonly id: string; readonly attempt?: number };
}

/** Whose hosts they are. */
const vendors: Readonly<Record<string, ForgeKind>> = { "bitbucket.org": "bitbucket-cloud", "github.com": "github" };

/** Of Bitbucket, with or without a step after it; of GitHub, with or without an attempt or a job after it. */
const pages = [
  { page: /^\/([\w.-]+)\/([\w.-]+)\/pipelines\/results\/(\d{1,9})(?:\/.*)?$/, by: "number" },
  { page: /^\/([\w.-]+)\/([\w.-]+)\/addon\/pipelines\/home#!\/results\/(\d{1,9})(?:\/.*)?$/, by: "number" },
  { page: /^\/([\w.-]+)\/([\w.-]+)\/actions\/runs\/(\d{1,20})(?:\/attempts\/(\d{1,4}))?(?:\/job\/\d+)?\/?$/, by: "id" },
] as const;

/** Undefined for what is no address of a run. */
export function readRunAddress(text: string): RunAddress | undefined {
  const url = URL.parse(text.trim());
  if (url === null || !/^https?:$/.test(url.protocol)) return undefined;
  const hash = url.hash.startsWith("#!") ? url.hash : "";
  for (const { page, by } of pages) {
    const [, owner, name, run, attempt] = page.exec(url.pathname + hash) ?? [];
    if (owner === undefined || name === undefined || run === undefined) continue;
    const kind = Object.hasOwn(vendors, url.host) ? vendors[url.host] : undefined;
    return {
      ...(kind === undefined ? {} : { kind }),
      host: url.host,
      owner,
      name,
      run:
        by === "number"
          ? { by, number: Number(run) }
          : { by, id: run, ...(attempt === undefined ? {} : { attempt: Number(attempt) }) },
    };
  }
  return undefined;
}
