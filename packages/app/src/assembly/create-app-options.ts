import {
  type Clock,
  type Executor,
  type IdSource,
  type Launcher,
  type RunAsRequest,
  randomIds,
  systemClock,
} from "@headrace/engine";
import type { ForgeClock } from "@headrace/forges";
import type { AppOptions } from "../app.ts";
import type { MailServer } from "../notifications/kinds/channel-kind.ts";
import type { PasswordKeeping } from "../people/open-auth.ts";
import type { ServerLimits } from "../runs/turns/limits.ts";

export interface CreateAppOptions extends Partial<Omit<AppOptions, "dataDirectory">>, ServerLimits {
  /** The data directory; made when it is not there. */
  readonly dataDirectory: string;
  /** `postgres://…`; the data directory's own database unless said. */
  readonly database?: string;
  readonly clock?: Clock & Partial<ForgeClock>;
  /** Milliseconds to wait for a database that another process holds, or that is away; as `openStore` does unless said. */
  readonly databasePatience?: number;
  /** Base64 of 32 bytes (`HEADRACE_MASTER_KEY`); a file of the data directory keeps it unless said. */
  readonly masterKey?: string;
  /** The key before it (`HEADRACE_MASTER_KEY_PREVIOUS`), for the one start that replaces it. */
  readonly previousMasterKey?: string;
  /** By which notifications are mailed (`HEADRACE_SMTP_URL`, `HEADRACE_MAIL_FROM`); none are unless said. */
  readonly mail?: MailServer;
  /** As whom stages run (`--run-as`); then they reach nothing of the server's. Throws `invalid-argument` for what cannot be. */
  readonly runAs?: RunAsRequest;
  /** How passwords are kept; by scrypt unless said. */
  readonly passwords?: PasswordKeeping;
  /** Who starts programs, git's and those of stages; closed by whoever gives it. One of the app's own unless said. */
  readonly launcher?: Launcher;
  /** Where stages run; child processes as other users, or like this one where pipelines are trusted, else nowhere. */
  readonly executor?: Executor;
  /** Stage instances at once, of all executions; without limit unless said. */
  readonly concurrentStages?: number;
  /** Milliseconds for which what runs may go on to its end when the app is closed; 0 unless said. See `Runs.close`. */
  readonly drain?: number;
  /** Milliseconds that reading one repository's runs on its host may take at a time; five minutes unless said. */
  readonly collectorTurn?: number;
  /** Told of faults that belong to no request; written to the standard error unless said. */
  readonly report?: (what: string, error: unknown) => void;
  /** Told what whoever runs the server should know; written to the standard error unless said. */
  readonly warn?: (text: string) => void;
}

/** What was said, and what holds where nothing was. */
export interface AppSettings {
  /** What operations may ask for. */
  readonly known: Omit<AppOptions, "dataDirectory">;
  readonly clock: Clock & Partial<ForgeClock>;
  readonly ids: IdSource;
  report(what: string, error: unknown): void;
  warn(text: string): void;
}

const defaultArtifactLimit = 5 * 1024 ** 3;

export function settingsOf(options: CreateAppOptions): AppSettings {
  return {
    known: {
      version: options.version ?? "0.0.0",
      publicUrl: (options.publicUrl ?? "http://localhost:4400").replace(/\/+$/, ""),
      trustPipelines: options.trustPipelines ?? false,
      allowPrivateAddresses: options.allowPrivateAddresses ?? false,
      agentsRunInline: options.agentsRunInline ?? false,
      artifactLimit: options.artifactLimit ?? defaultArtifactLimit,
      checkOutputs: options.checkOutputs ?? false,
    },
    clock: options.clock ?? systemClock,
    ids: randomIds,
    report: options.report ?? reportOnStandardError,
    warn: options.warn ?? warnOnStandardError,
  };
}

function warnOnStandardError(text: string): void {
  process.stderr.write(`headrace: ${text}\n`);
}

function reportOnStandardError(what: string, error: unknown): void {
  process.stderr.write(
    `headrace: ${what}: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}\n`,
  );
}
