import styles from "./host-badge.module.css";
import { type HostKind, hostTitle } from "./host-title.ts";

/** On which host of code something ran; a link where its page there is known. */
export function HostBadge({ host, url }: { readonly host: HostKind; readonly url?: string }) {
  const title = hostTitle(host);
  return url === undefined ? (
    <span className={styles.badge}>{title}</span>
  ) : (
    <a className={styles.badge} href={url} target="_blank" rel="noreferrer" title={`Open it on ${title}`}>
      {title} <span aria-hidden="true">↗</span>
    </a>
  );
}
