/** How a field of the public format is documented. */
export interface FieldReference {
  /** As a reader of the JSON sees it. */
  readonly type: string;
  readonly text: string;
}

/** The fields of a type, each described, and marked optional exactly where it is. */
export type FieldReferences<Described, Left extends PropertyKey = never> = {
  readonly [Field in Exclude<keyof Described, Left>]-?: Record<string, never> extends Pick<Described, Field>
    ? FieldReference & { readonly optional: true }
    : FieldReference & { readonly optional?: never };
};
