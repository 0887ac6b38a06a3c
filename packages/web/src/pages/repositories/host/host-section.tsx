import type { ReactNode } from "react";
import { Section } from "../../../common/page.tsx";
import { sentence } from "../../../common/sentence.ts";
import { withCode } from "../../../common/with-code.tsx";
import styles from "./host.module.css";
import type { AbilityName, Host } from "./use-host.ts";

export interface HostSectionProps {
  readonly title: string;
  readonly host: Host;
  /** Without it nothing can be shown, and the reason is. */
  readonly reads: AbilityName;
  readonly actions?: ReactNode;
  /** What the host does otherwise than one may think. */
  readonly note?: string | undefined;
  readonly children: ReactNode;
}

/** One kind of setting that the host keeps, under what is to be known of it. */
export function HostSection({ title, host, reads, actions, note, children }: HostSectionProps) {
  const why = host.why(reads);
  const said = why ?? (note === undefined ? undefined : sentence(note));
  return (
    <Section title={title} actions={why === undefined ? actions : undefined}>
      {said === undefined ? null : <p className={styles.note}>{withCode(said)}</p>}
      {why === undefined ? children : null}
    </Section>
  );
}
