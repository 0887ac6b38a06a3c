import { createTree, type Tree } from "../tree.ts";
import type { Answer, Told } from "./vendor-types.ts";

/** What a Data Center remembers. Tests change it, as people and machines would change the real one. */
export interface World {
  readonly repositories: Repository[];
  /** As its version and its administrator have it. */
  takesRichBuilds: boolean;
  takesDeployments: boolean;
  /** Most that a page holds; a client's limit is only a wish. */
  pageLength: number;
  /** Where whoever is called under the beginning of an address really is. */
  readonly origins: Map<string, string>;
  /** By project. */
  readonly grants: Map<string, Grants>;
}

/** What is granted to users and groups, by their names. */
export interface Grants {
  readonly users: Map<string, NonNullable<Answer<"RestPermittedUser">["permission"]>>;
  readonly groups: Map<string, string>;
}

export const noGrants = (): Grants => ({ users: new Map(), groups: new Map() });

export interface Repository {
  readonly tree: Tree;
  readonly id: number;
  /** A person may rename the repository, or move it to another project: it is not found where it was. */
  project: string;
  slug: string;
  /** What it is a copy of. */
  readonly origin?: Repository;
  /** Whether the token's owner may not read it. */
  isClosed?: boolean;
  /** Undefined where nothing was pushed yet. */
  readonly branch?: string;
  /** Of commits, as they stand: `{commit} {key}`. */
  readonly builds: Map<string, Told<"RestBuildStatus"> & Told<"RestBuildStatusSetRequest">>;
  readonly reports: Map<string, { body: Told<"RestInsightReport">; annotations: Told<"RestInsightAnnotation">[] }>;
  /** `{key} {sequence} {environment}`. */
  readonly deployments: Map<string, Told<"RestDeployment">>;
  readonly conditions: { readonly id: number; readonly body: Told<"RestRequiredBuildCondition"> }[];
  readonly webhooks: {
    readonly id: number;
    readonly url: string;
    readonly events: readonly string[];
    readonly secret: string;
  }[];
  readonly grants: Grants;
  /** A bare repository on this machine, which is served to git. */
  bare?: string;
}

export function createWorld(): World {
  return {
    repositories: [],
    takesRichBuilds: true,
    takesDeployments: true,
    pageLength: 1_000,
    origins: new Map(),
    grants: new Map(),
  };
}

export function addRepository(
  world: World,
  change: Pick<Repository, "id" | "project" | "slug" | "branch" | "origin">,
): Repository {
  const repository: Repository = {
    tree: createTree(),
    builds: new Map(),
    reports: new Map(),
    deployments: new Map(),
    conditions: [],
    webhooks: [],
    grants: noGrants(),
    ...change,
  };
  world.repositories.push(repository);
  return repository;
}
