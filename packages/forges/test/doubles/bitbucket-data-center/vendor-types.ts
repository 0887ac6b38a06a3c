import type { components } from "@coderabbitai/bitbucket/server/openapi";

type Schemas = components["schemas"];

/** An answer; fields that it repeats from a request are held by their names, for their values are the client's. */
export type Answer<Name extends keyof Schemas, Repeated extends keyof Schemas[Name] = never> = Omit<
  Schemas[Name],
  Repeated
> &
  Readonly<Partial<Record<Repeated, unknown>>>;

/** What a request told of one: of its fields alone. */
export type Told<Name extends keyof Schemas> = Readonly<Partial<Record<keyof Schemas[Name], unknown>>>;
