import type { SettingScope } from "../secrets/secrets.ts";

/** Values of an organization, its repositories and their environments that the steps of their pipelines see. */
export interface Variables {
  /**
   * The variables that an execution is planned with: the repository's over the organization's. Those of the pipeline's
   * text win over them.
   */
  resolveVariables(place: VariablesFor): Promise<Readonly<Record<string, string>>>;
  /** The same with the place that each comes from; with an environment also its own, which win over both. */
  effective(place: VariablesFor & { readonly environment?: string }): Promise<readonly EffectiveVariable[]>;
}

export interface VariablesFor {
  readonly organizationId: string;
  readonly repositoryId: string;
}

export interface EffectiveVariable {
  readonly name: string;
  readonly value: string;
  readonly from: SettingScope;
  /** The places whose value of this name does not count, from the widest to the narrowest. */
  readonly overrides: readonly SettingScope[];
}
