/**
 * The structure of a text as plain data: what the reader checks by. Made from the zod schema by
 * `scripts/write-schema.ts`, so that reading a pipeline does not load zod.
 */
export type Shape =
  | { readonly kind: "any" }
  | { readonly kind: "boolean" }
  /** `above`: greater than, not equal. */
  | {
      readonly kind: "number";
      readonly integer?: boolean;
      readonly min?: number;
      readonly max?: number;
      readonly above?: number;
    }
  | { readonly kind: "string"; readonly pattern?: string; readonly minLength?: number }
  /** A string, a number or a boolean, taken as it is written. */
  | { readonly kind: "text"; readonly minLength?: number }
  | { readonly kind: "choice"; readonly values: readonly string[] }
  | { readonly kind: "list"; readonly items: Shape; readonly minItems?: number }
  | { readonly kind: "record"; readonly keys?: Shape; readonly values: Shape }
  | {
      readonly kind: "object";
      readonly keys: Readonly<Record<string, Shape>>;
      readonly required: readonly string[];
    }
  /** Told apart by what kind of value stands there, or by the key `by` of an object. */
  | { readonly kind: "either"; readonly options: readonly Shape[]; readonly by?: string }
  /** One of `Shapes`; some names have a form of their own, such as `Duration`. */
  | { readonly kind: "named"; readonly name: string };

export type Shapes = Readonly<Record<string, Shape>>;
