import type { OutputOf } from "@headrace/app/client";
import { formatBytes } from "../../../common/format-bytes.ts";
import { RelativeTime } from "../../../common/relative-time.tsx";
import { sentence } from "../../../common/sentence.ts";
import { Visible } from "../../../common/visible.tsx";
import styles from "./parts.module.css";

export type OnHost = NonNullable<OutputOf<"artifacts.list">["onHost"]>;

/** What a run left behind on its host of code, which gives it as a whole. */
export function HostArtifacts({
  execution,
  onHost: { items, problem, mend },
}: {
  readonly execution: string;
  readonly onHost: OnHost;
}) {
  return (
    <>
      {problem === undefined ? null : (
        <p className={styles.quiet}>
          {sentence(problem)} {mend === undefined ? null : sentence(mend)}
        </p>
      )}
      <ul className={styles.artifacts}>
        {items.map(({ id, name, size, createdAt, expiresAt, expired }) => (
          <li key={id}>
            <div className={styles.artifact}>
              <Visible>{name}</Visible>
              <span className={styles.quiet}>
                on the host, {formatBytes(size)}
                {createdAt === undefined ? null : (
                  <>
                    , <RelativeTime at={createdAt} />
                  </>
                )}
                {expired ? ", expired" : null}
                {expired || expiresAt === undefined ? null : (
                  <>
                    , goes <RelativeTime at={expiresAt} coming />
                  </>
                )}
              </span>
              {expired ? null : (
                <a
                  className={styles.right}
                  href={`/api/v1/executions/${execution}/artifacts/${encodeURIComponent(name)}?hostArtifact=${encodeURIComponent(id)}`}
                  download
                >
                  Download
                </a>
              )}
            </div>
          </li>
        ))}
      </ul>
    </>
  );
}
