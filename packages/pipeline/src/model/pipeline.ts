import type { Parameter } from "./parameter.ts";
import type { Stage } from "./stage.ts";
import type { Triggers } from "./triggers.ts";

/**
 * Text that may hold `${{ … }}` expressions, kept as written.
 * It is evaluated at the moment language.md's table gives to its key.
 */
export type Template = string;

/** Environment variables: names to templates. */
export type Variables = Readonly<Record<string, Template>>;

/**
 * A pipeline as everything but the parser sees it: plain data without positions,
 * short forms written out, defaults applied, stage types expanded to steps.
 * Durations are milliseconds, sizes are bytes.
 */
export interface Pipeline {
  readonly name: string;
  readonly description?: string;
  readonly parameters: readonly Parameter[];
  readonly variables: Variables;
  readonly triggers?: Triggers;
  readonly concurrency?: Concurrency;
  /** Of work; waiting for a person or a slot stops the clock. Milliseconds. */
  readonly timeout?: number;
  /** When a stage fails for good, cancel the others. */
  readonly failFast: boolean;
  readonly notifications: readonly Notification[];
  /** In the order of the file; their order of work comes from `needs` alone. */
  readonly stages: readonly Stage[];
}

export interface Concurrency {
  readonly group: Template;
  readonly limit: number;
  readonly cancelInProgress: boolean;
}

export interface Notification {
  readonly on: readonly string[];
  readonly to: string;
  readonly with: Readonly<Record<string, unknown>>;
}
