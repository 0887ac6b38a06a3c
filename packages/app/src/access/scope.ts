/** Where a thing belongs; what a role is looked up for. */
export interface Scope {
  readonly organizationId: string;
  readonly repositoryId?: string;
  readonly pipelineId?: string;
}
