/** Keeps what organizations have made within their limits. */
export interface Retention {
  /** Begins to look, now and then. */
  begin(): void;
  /** An organization is looked through soon: its limits have changed. */
  lookSoon(organizationId: string): Promise<void>;
  /** One round through everything that is due; for tests and for whoever does not want to wait. */
  round(): Promise<void>;
  /** Settles when nothing is at work any more. */
  close(): Promise<void>;
}
