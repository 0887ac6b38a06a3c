/** What a Data Center remembers. Tests change it, as people and machines would change the real one. */
export interface World {
  readonly repositories: Repository[];
  /** As its version and its administrator have it. */
  takesRichBuilds: boolean;
  takesDeployments: boolean;
  /** Most that a page holds; a client's limit is only a wish. */
  pageLength: number;
}

export interface Repository {
  readonly id: number;
  readonly project: string;
  readonly slug: string;
  /** Undefined where nothing was pushed yet. */
  readonly branch?: string;
  /** Of commits, as they stand: `{commit} {key}`. */
  readonly builds: Map<string, Told>;
  readonly reports: Map<string, { body: Told; annotations: Told[] }>;
  /** `{key} {sequence} {environment}`. */
  readonly deployments: Map<string, Told>;
}

export type Told = Readonly<Record<string, unknown>>;

export function createWorld(): World {
  return { repositories: [], takesRichBuilds: true, takesDeployments: true, pageLength: 1_000 };
}

export function addRepository(
  world: World,
  change: Pick<Repository, "id" | "project" | "slug" | "branch">,
): Repository {
  const repository: Repository = { builds: new Map(), reports: new Map(), deployments: new Map(), ...change };
  world.repositories.push(repository);
  return repository;
}
