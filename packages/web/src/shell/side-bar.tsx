import { NavLink } from "react-router";
import { useViewer } from "../client/use-me.ts";
import { useOperation } from "../client/use-operation.ts";
import { AccountMenu } from "./account-menu.tsx";
import { Keys } from "./keys.tsx";
import { navigation } from "./navigation.ts";
import { pagePaths } from "./page-paths.ts";
import styles from "./side-bar.module.css";

export interface SideBarProps {
  readonly onPalette: () => void;
  readonly onKeys: () => void;
  /** Somebody chose a place. */
  readonly onGo?: () => void;
}

/** Where one can go, what waits there, and who one is. */
export function SideBar({ onPalette, onKeys, onGo }: SideBarProps) {
  const viewer = useViewer();
  return (
    <div className={styles.bar}>
      <NavLink className={styles.mark} to={pagePaths.overview} onClick={onGo}>
        <Mark />
        Headrace
      </NavLink>
      <button type="button" className={styles.find} onClick={onPalette}>
        <span>Do something</span>
        <Keys keys="Mod+k" />
      </button>
      <nav className={styles.places} aria-label="Pages">
        {navigation.map(({ name, places }) => {
          const open = places.filter(({ needs }) => viewer?.may(needs) === true);
          return open.length === 0 ? null : (
            <div key={name} className={styles.group}>
              <h2>{name}</h2>
              <ul>
                {open.map((place) => (
                  <li key={place.path}>
                    <NavLink className={linkClass} to={place.path} end={place.path === "/"} onClick={onGo}>
                      {place.name}
                      {place.path === pagePaths.approvals ? <WaitingForMe /> : null}
                    </NavLink>
                  </li>
                ))}
              </ul>
            </div>
          );
        })}
      </nav>
      <AccountMenu onKeys={onKeys} {...(onGo === undefined ? {} : { onGo })} />
    </div>
  );
}

export function MenuButton({ onPress }: { readonly onPress: () => void }) {
  return (
    <button type="button" className={styles.menu} aria-label="Menu" onClick={onPress}>
      <svg width="20" height="20" viewBox="0 0 20 20" aria-hidden="true">
        <path d="M3 5.5h14M3 10h14M3 14.5h14" stroke="currentColor" strokeWidth="1.6" strokeLinecap="round" />
      </svg>
    </button>
  );
}

function WaitingForMe() {
  const { data } = useOperation("approvals.list", { mine: true, limit: 50 }, { every: 5_000 });
  const count = data?.items.length ?? 0;
  return count === 0 ? null : (
    <span className={styles.count} title="They wait for you">
      {count}
      <span className={styles.unseen}> wait for you</span>
    </span>
  );
}

function Mark() {
  return (
    <svg width="20" height="20" viewBox="0 0 24 24" aria-hidden="true">
      <rect width="24" height="24" rx="5" fill="var(--accent)" />
      <path
        d="M5 8.5c2.3 0 2.3 2 4.7 2s2.3-2 4.6-2 2.4 2 4.7 2M5 14c2.3 0 2.3 2 4.7 2s2.3-2 4.6-2 2.4 2 4.7 2"
        fill="none"
        stroke="var(--on-accent)"
        strokeWidth="2"
        strokeLinecap="round"
      />
    </svg>
  );
}

function linkClass({ isActive }: { readonly isActive: boolean }): string {
  return `${styles.link} ${isActive ? styles.here : ""}`;
}
