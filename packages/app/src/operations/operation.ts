import type { z } from "zod";
import type { Permission } from "../access/permissions.ts";
import type { TargetKind } from "../access/resolve-target.ts";
import type { ByteAnswer, EventAnswer } from "./answers.ts";
import type { OperationContext } from "./context.ts";

/** One capability, defined once. Faces add presentation, never rules. */
export interface Operation<
  Input extends z.ZodObject = z.ZodObject,
  Output extends z.ZodType = z.ZodType,
  Name extends string = string,
> {
  /** `family.verb`, such as `pipelines.create`; unique, and stable. */
  readonly name: Name;
  /** One line for lists: what it does, in the imperative. */
  readonly summary: string;
  /** More where one line is not enough; plain text. */
  readonly description?: string;
  /** Path, query and body together, in one closed object. */
  readonly input: Input;
  readonly output: Output;
  readonly access: Access;
  readonly effect: Effect;
  /** Its answer holds what is shown only once, such as a token: it is not kept for an `Idempotency-Key`. */
  readonly shownOnce?: true;
  /** Somebody may have less rights after it: who watches something that lasts is asked again at once. */
  readonly takesRights?: true;
  /**
   * Keys of its answer, at any depth, whose texts executions wrote: in them the secrets that are set today are masked, for
   * what is kept was masked with those that were known then.
   */
  readonly masks?: readonly string[];
  /** Keys of its input by which the audit log names the thing on a host: ids and names, never what may be secret. */
  readonly audits?: readonly string[];
  readonly http: Http;
  /** Shown in the reference and the OpenAPI document; tested against the schemas. */
  readonly example: Example<z.input<Input>, z.input<Output>>;
  handle(context: OperationContext, input: z.output<Input>): Promise<z.input<Output> | ByteAnswer | EventAnswer>;
}

export type Effect = "read" | "write" | "destructive";

/** Who may: everybody, who is signed in, or who has the permission in the scope of the thing that the input names. */
export type Access =
  | { readonly kind: "public" }
  | { readonly kind: "signed-in" }
  | {
      readonly kind: "organization";
      readonly permission: Permission;
      /** What the audit log says it was about, and the key of the input that names it. */
      readonly about?: { readonly target: string; readonly from: string };
    }
  | {
      readonly kind: "target";
      readonly permission: Permission;
      readonly target: TargetKind;
      /** The key of the input that names the target. */
      readonly from: string;
    };

export interface Http {
  readonly method: "GET" | "POST" | "PUT" | "PATCH" | "DELETE";
  /** Below /api/v1, with `{key}` for a key of the input. */
  readonly path: string;
  /** Other paths that mean the same. */
  readonly aliases?: readonly string[];
  /** 200 unless said. */
  readonly status?: 201 | 202;
  /** Keys of the input that come from headers, such as `{ ifMatch: "if-match" }`. */
  readonly headers?: Readonly<Record<string, string>>;
  /** How often it may be asked for from one network address; as often as one likes unless said. */
  readonly attemptsPerMinute?: number;
  /** `bytes`: the body is a stream, given to the handler as `context.body`. */
  readonly body?: "json" | "bytes";
  /** What it may answer beside JSON. */
  readonly answers?: readonly ("bytes" | "events")[];
}

export interface Example<Input, Output> {
  readonly input: Input;
  /** Absent for one that only answers bytes or events. */
  readonly output?: Output;
}

/** Gives the types of `handle` and `example` from the schemas, and keeps the name for the typed client. */
export function defineOperation<Input extends z.ZodObject, Output extends z.ZodType, const Name extends string>(
  operation: Operation<Input, Output, Name>,
): Operation<Input, Output, Name> {
  return operation;
}
