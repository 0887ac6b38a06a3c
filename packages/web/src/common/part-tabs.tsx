import { useEffect, useRef } from "react";
import { Link, useSearchParams } from "react-router";
import styles from "./part-tabs.module.css";

export interface PartTab {
  readonly key: string;
  readonly label: string;
  readonly count?: number;
}

export interface PartTabsProps {
  /** Said to those who hear the page. */
  readonly label: string;
  /** What the parts are called by in the address. */
  readonly parameter: string;
  readonly tabs: readonly PartTab[];
  readonly current: string;
  /** Of the address, what belongs to the part that is left. */
  readonly drop?: readonly string[];
}

/** Which part of the page is looked at: links, since each is an address of its own. The first one is the page itself. */
export function PartTabs({ label, parameter, tabs, current, drop = [] }: PartTabsProps) {
  const [parameters] = useSearchParams();
  const searchOf = (key: string, index: number): string => {
    const next = new URLSearchParams(parameters);
    for (const name of drop) next.delete(name);
    if (index === 0) next.delete(parameter);
    else next.set(parameter, key);
    return `?${next}`;
  };
  const bar = useRef<HTMLElement>(null);
  // Where there is no room for all, the chosen one is in view.
  const place = tabs.findIndex(({ key }) => key === current);
  useEffect(() => {
    bar.current?.children[place]?.scrollIntoView({ block: "nearest", inline: "nearest", behavior: "instant" });
  }, [place]);
  return (
    <nav ref={bar} className={styles.tabs} aria-label={label}>
      {tabs.map(({ key, label: word, count }, index) => (
        <Link key={key} to={searchOf(key, index)} aria-current={key === current ? "page" : undefined}>
          {word}
          {count === undefined ? null : <span className={styles.count}>{count.toLocaleString()}</span>}
        </Link>
      ))}
    </nav>
  );
}
