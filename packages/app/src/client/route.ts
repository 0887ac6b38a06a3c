/** How one operation travels over HTTP; the table of them is in `routes.ts`. */
export interface Route {
  readonly method: "GET" | "POST" | "PUT" | "PATCH" | "DELETE";
  /** Below /api/v1, with `{key}` for a key of the input. */
  readonly path: string;
  /** Header names by key of the input. */
  readonly headers?: Readonly<Record<string, string>>;
  /** The body is a stream of bytes rather than JSON. */
  readonly bytes?: true;
}
