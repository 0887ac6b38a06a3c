import { Link, useSearchParams } from "react-router";
import styles from "./part-tabs.module.css";

export interface PartTab {
  readonly key: string;
  readonly label: string;
  readonly count?: number;
}

/** Which part of the page is looked at: links, since each is an address of its own. The first one is the page itself. */
export function PartTabs({ tabs, current }: { readonly tabs: readonly PartTab[]; readonly current: string }) {
  const [parameters] = useSearchParams();
  const searchOf = (key: string, index: number): string => {
    const next = new URLSearchParams(parameters);
    if (index === 0) next.delete("view");
    else next.set("view", key);
    return `?${next}`;
  };
  return (
    <nav className={styles.tabs} aria-label="Parts of this execution">
      {tabs.map(({ key, label, count }, index) => (
        <Link key={key} to={searchOf(key, index)} aria-current={key === current ? "page" : undefined}>
          {label}
          {count === undefined ? null : <span className={styles.count}>{count.toLocaleString()}</span>}
        </Link>
      ))}
    </nav>
  );
}
