import type { OutputOf } from "@headrace/app/client";

export type HostKind = OutputOf<"connections.get">["kind"];

const titles: Readonly<Record<HostKind, string>> = {
  "bitbucket-cloud": "Bitbucket Cloud",
  "bitbucket-data-center": "Bitbucket Data Center",
  github: "GitHub",
};

/** A host of code by its vendor's name. */
export function hostTitle(kind: HostKind): string {
  return titles[kind];
}
