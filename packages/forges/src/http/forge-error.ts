import { type ErrorCode, HeadraceError } from "@headrace/pipeline";

/** The part of the closed list of codes that says what went wrong between Headrace and a forge. */
export type ForgeErrorCode = Extract<ErrorCode, `forge-${string}`>;

export interface ForgeErrorDetails {
  readonly mend: string;
  /** The HTTP status, where there was an answer. */
  readonly status?: number;
  /** Milliseconds after which asking again makes sense, where that is known. */
  readonly retryAfter?: number;
  readonly cause?: unknown;
}

/** What a forge refused, or why it could not be asked. Holds no credentials, nor a query that could be a signature. */
export class ForgeError extends HeadraceError {
  override readonly code: ForgeErrorCode;
  readonly status: number | undefined;
  readonly retryAfter: number | undefined;

  constructor(code: ForgeErrorCode, message: string, details: ForgeErrorDetails) {
    super(code, message, { mend: details.mend, cause: details.cause });
    this.name = "ForgeError";
    this.code = code;
    this.status = details.status;
    this.retryAfter = details.retryAfter;
  }
}
