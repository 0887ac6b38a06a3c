/** Names that the server knows for a pipeline's repository. */
export interface ServerNames {
  readonly secrets: readonly string[];
  readonly variables: readonly string[];
  readonly environments: readonly string[];
}

/** Of a pipeline that belongs to no repository yet. */
export const noServerNames: ServerNames = { secrets: [], variables: [], environments: [] };
