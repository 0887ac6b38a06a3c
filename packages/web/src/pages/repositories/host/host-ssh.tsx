import { useState } from "react";
import { useMay } from "../../../client/use-me.ts";
import { useOperation } from "../../../client/use-operation.ts";
import { ConfirmButton } from "../../../common/confirm-button.tsx";
import { CopyText } from "../../../common/copy-text.tsx";
import { ProblemNotice } from "../../../common/problem-notice.tsx";
import { ReasonedButton } from "../../../common/reasoned-button.tsx";
import { SkeletonRows } from "../../../common/skeleton.tsx";
import styles from "./host.module.css";
import { HostSection } from "./host-section.tsx";
import { KnownHosts } from "./known-hosts.tsx";
import { SetKeyPair } from "./set-key-pair.tsx";
import { SetKnownHost } from "./set-known-host.tsx";
import { freshFor, type Host } from "./use-host.ts";

/** By which key pair runs on the host reach other machines, and which they believe. */
export function HostSsh({ host }: { readonly host: Host }) {
  const { repository, title, why, note } = host;
  const [open, setOpen] = useState<"pair" | "host">();
  const mayWrite = useMay("repository.write");
  const maySetSecrets = useMay("secret.write");
  const { data, error } = useOperation(
    "repositories.host-ssh",
    { repository: repository.id },
    { enabled: why("ssh.read") === undefined, freshFor },
  );
  const changesOnly = ["repositories.host-ssh"] as const;
  const close = (): void => setOpen(undefined);
  const pair = data?.publicKey;
  return (
    <HostSection
      title="SSH"
      host={host}
      reads="ssh.read"
      note={note("ssh.write")}
      actions={
        <div className={styles.actions}>
          {maySetSecrets ? (
            <ReasonedButton why={why("ssh.write")} onClick={() => setOpen("pair")}>
              {pair === undefined ? "Set a key pair" : "Replace the key pair"}
            </ReasonedButton>
          ) : null}
          {maySetSecrets && pair !== undefined ? (
            <ConfirmButton
              label="Remove the key pair"
              operation="repositories.remove-host-key-pair"
              input={{ repository: repository.id }}
              question={`Remove the key pair on ${title}?`}
              changesOnly={changesOnly}
              why={why("ssh.write")}
            >
              <p>What runs there reaches no machine by it any more. This cannot be undone.</p>
            </ConfirmButton>
          ) : null}
          {mayWrite ? (
            <ReasonedButton why={why("ssh.write")} onClick={() => setOpen("host")}>
              New known host
            </ReasonedButton>
          ) : null}
        </div>
      }
    >
      {error === null ? null : <ProblemNotice problem={error} />}
      {data === undefined ? (
        error === null ? (
          <SkeletonRows rows={2} />
        ) : null
      ) : (
        <>
          {pair === undefined ? (
            <p className={styles.line}>There is no key pair.</p>
          ) : (
            <CopyText text={pair} label="Public key" />
          )}
          <KnownHosts host={host} known={data.knownHosts} />
        </>
      )}
      {open === "pair" ? <SetKeyPair host={host} onClose={close} /> : null}
      {open === "host" ? <SetKnownHost host={host} onClose={close} /> : null}
    </HostSection>
  );
}
