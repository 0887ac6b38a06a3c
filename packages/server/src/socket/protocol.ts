import type { LiveEvent, Problem } from "@headrace/app";
import { z } from "zod";

const id = z.string().min(1).max(100);

/** What `subscribe_logs` is sent with. */
export const subscription = z.object({
  pipeline_id: id.nullish(),
  execution_id: id,
  /** Only this stage, or this instance of a matrix. */
  stage: z.string().min(1).max(500).nullish(),
  attempt: z.number().int().min(1).nullish(),
  /** The first line, in the execution; all unless said. */
  from: z.number().int().min(1).nullish(),
});
export type Subscription = z.output<typeof subscription>;

/** What `unsubscribe_logs` is sent with. */
export const unsubscription = z.object({ execution_id: id });

export interface Subject {
  readonly pipeline_id: string | null;
  readonly execution_id: string;
}

export interface SocketLine {
  /** In the execution; counts from 1. */
  readonly line: number;
  readonly stage: string;
  readonly instance: string;
  readonly attempt: number;
  readonly attempt_line: number;
  readonly stream: string;
  readonly at: string;
  readonly text: string;
  readonly truncated: boolean;
}

export interface ServerEvents {
  subscribed(data: Subject): void;
  /** `gap`: lines that this client was too slow for, both ends included. */
  log_update(data: Subject & { readonly lines: readonly SocketLine[]; readonly gap?: Gap }): void;
  log_complete(data: Subject & { readonly outcome: string | null }): void;
  log_error(data: LogError): void;
}

export interface Gap {
  readonly from: number;
  readonly to: number;
}

export interface LogError extends Partial<Subject> {
  readonly code: string;
  readonly message: string;
  readonly mend: string | null;
}

export interface ClientEvents {
  subscribe_logs(data: unknown, done?: unknown): void;
  unsubscribe_logs(data: unknown, done?: unknown): void;
}

const lines = z.object({
  lines: z.array(
    z.object({
      line: z.number(),
      stage: z.string(),
      instance: z.string(),
      attempt: z.number(),
      attemptLine: z.number(),
      stream: z.string(),
      at: z.string(),
      text: z.string(),
      truncated: z.boolean().optional(),
    }),
  ),
});
const gap = z.object({ from: z.number(), to: z.number() });
const complete = z.object({ outcome: z.string().optional() });

export type Update =
  | { readonly kind: "log_update"; readonly lines: readonly SocketLine[]; readonly gap?: Gap }
  | { readonly kind: "log_complete"; readonly outcome: string | null };

/** An event of the stream of `logs.read` in the words of this protocol. */
export function updateOf({ event, data }: LiveEvent): Update {
  switch (event) {
    case "lines":
      return {
        kind: "log_update",
        lines: lines.parse(data).lines.map(({ attemptLine, truncated = false, ...line }) => ({
          ...line,
          attempt_line: attemptLine,
          truncated,
        })),
      };
    case "gap":
      return { kind: "log_update", lines: [], gap: gap.parse(data) };
    default:
      return { kind: "log_complete", outcome: complete.parse(data).outcome ?? null };
  }
}

export function errorOf(subject: Partial<Subject>, problem: Problem): LogError {
  const { code, message, mend = null } = problem;
  return { ...subject, code, message, mend };
}
