import type { z } from "zod";
import type { KnownOperation } from "../operations/all-operations.ts";

/** Each operation by its name. One whose name is only known as a text is left out: it could be called by any. */
type ByName = {
  readonly [Known in KnownOperation as string extends Known["name"] ? never : Known["name"]]: Known;
};

export type OperationName = keyof ByName;
export type InputOf<Name extends OperationName> = z.input<ByName[Name]["input"]>;
export type OutputOf<Name extends OperationName> = z.output<ByName[Name]["output"]>;
