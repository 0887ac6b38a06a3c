import type { SettingScope } from "../secrets/secrets.ts";

/** Values of an organization, its repositories and their environments that the steps of their pipelines see. */
export interface Variables {
  /** The variables that an execution is planned with: the repository's over the organization's. The pipeline's own win. */
  resolveVariables(place: VariablesFor): Promise<Readonly<Record<string, string>>>;
  /** Those of one environment of the repository alone; none where it is not known. */
  environmentVariables(
    place: VariablesFor & { readonly environment: string },
  ): Promise<Readonly<Record<string, string>>>;
  /** All that hold, with the place that each comes from; those of the environment win over the others. */
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
