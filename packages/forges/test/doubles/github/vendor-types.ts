import type { components } from "@octokit/openapi-types";

/** What GitHub says of itself: the double's answers are declared by it. */
export type Schemas = components["schemas"];

/** An answer, whole; fields that it repeats from a request are held by their names, for their values are the client's. */
export type Answer<Name extends keyof Schemas, Repeated extends keyof Schemas[Name] = never> = Omit<
  Schemas[Name],
  Repeated
> &
  Readonly<Record<Repeated, unknown>>;

/** What a request told of one: of its fields alone. */
export type Told<Name extends keyof Schemas> = Readonly<Partial<Record<keyof Schemas[Name], unknown>>>;
