import type { HostKind } from "../../common/host-title.ts";

/** What the owner of repositories is called on each host. */
export const ownerWords: Readonly<Record<HostKind, { readonly label: string; readonly hint: string }>> = {
  "bitbucket-cloud": { label: "Workspace", hint: "As in bitbucket.org/workspace" },
  github: { label: "Organization or user", hint: "As in github.com/organization" },
  "bitbucket-data-center": { label: "Project's key", hint: "As in /projects/KEY" },
};
