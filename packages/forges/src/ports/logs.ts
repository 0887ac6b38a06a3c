import type { RepositoryName } from "./repositories.ts";

/** Run and stage are named as the forge does. */
export interface LogRequest {
  readonly repository: RepositoryName;
  readonly run: string;
  readonly stage: string;
  /** From this byte on, zero unless said; or the last so many bytes. */
  readonly part?: { readonly from: number } | { readonly last: number };
  readonly signal?: AbortSignal;
}

/**
 * `absent`: the stage has written none yet, or there is no such stage. `nothing-new`: the log ends where it was asked from.
 * Bytes are read once, and to their end or left by `discard`; `start` is the place of the first one.
 */
export type ForgeLog =
  | { readonly kind: "absent" }
  | { readonly kind: "nothing-new" }
  | {
      readonly kind: "bytes";
      readonly start: number;
      readonly body: AsyncIterable<Uint8Array>;
      discard(): void;
    };

export interface Logs {
  read(request: LogRequest): Promise<ForgeLog>;
}

/** Of what runs beside a stage in containers of its own, such as a database. */
export interface ContainerLogs {
  /** The container as the forge calls it, which it need not list anywhere. */
  read(request: LogRequest & { readonly container: string }): Promise<ForgeLog>;
}
