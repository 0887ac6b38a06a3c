import type { components } from "@coderabbitai/bitbucket/cloud/openapi";

type Schemas = components["schemas"];

/** Without the document's leave to add any field, so that another name for one is seen. */
type Closed<Of> = { [Key in keyof Of as string extends Key ? never : Key]: Of[Key] };

/**
 * An answer; fields that it repeats from a request are held by their names. So are those whose value is one of many
 * kinds, for the package's type of a kind's parent lets no other than the parent stand there: the document does.
 */
export type Answer<Name extends keyof Schemas, Repeated extends keyof Closed<Schemas[Name]> = never> = Omit<
  Closed<Schemas[Name]>,
  Repeated
> &
  Readonly<Partial<Record<Repeated, unknown>>>;

/** A kind with its parent's fields: the document gives it them, and the package's type loses them. */
export type Heir<Parent extends keyof Schemas, Name extends keyof Schemas> = Answer<Name> &
  Omit<Closed<Schemas[Parent]>, "type">;

/** Some of its fields, given and to be changed. */
export type Fields<Name extends keyof Schemas, Key extends keyof Closed<Schemas[Name]>> = {
  -readonly [One in Key]-?: Closed<Schemas[Name]>[One];
};

/** What a request told of one: of its fields alone. */
export type Told<Name extends keyof Schemas> = Readonly<Partial<Record<keyof Closed<Schemas[Name]>, unknown>>>;
