import { type ReactNode, useEffect } from "react";
import styles from "./page.module.css";
import { Visible } from "./visible.tsx";

export interface PageProps {
  readonly title: string;
  /** Beside the title: a status, a count. */
  readonly aside?: ReactNode;
  /** One line under it, where the title is not enough. A text is taken for one of strangers. */
  readonly about?: ReactNode;
  /** Where it belongs, such as a link to its pipeline. */
  readonly trail?: ReactNode;
  readonly actions?: ReactNode;
  readonly children: ReactNode;
}

/** The frame of every page: its title, also in the browser's tab, and what can be done. */
export function Page({ title, aside, about, trail, actions, children }: PageProps) {
  useTitle(title);
  return (
    <div className={styles.page}>
      <header className={styles.header}>
        <div className={styles.heading}>
          {trail === undefined ? null : (
            <nav className={styles.trail} aria-label="Where this belongs">
              {trail}
            </nav>
          )}
          <div className={styles.title}>
            <h1>{title}</h1>
            {aside}
          </div>
          {about === undefined ? null : (
            <p className={styles.about}>{typeof about === "string" ? <Visible>{about}</Visible> : about}</p>
          )}
        </div>
        {actions === undefined ? null : <div className={styles.actions}>{actions}</div>}
      </header>
      {children}
    </div>
  );
}

export function useTitle(title: string): void {
  useEffect(() => {
    document.title = title === "" ? "Headrace" : `${title} · Headrace`;
  }, [title]);
}

/** A part of a page under a heading of its own. */
export function Section({
  title,
  actions,
  children,
}: {
  readonly title: string;
  readonly actions?: ReactNode;
  readonly children: ReactNode;
}) {
  return (
    <section className={styles.section}>
      <div className={styles.sectionHead}>
        <h2>{title}</h2>
        {actions}
      </div>
      {children}
    </section>
  );
}
