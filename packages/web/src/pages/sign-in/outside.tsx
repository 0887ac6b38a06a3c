import type { ReactNode } from "react";
import { useTitle } from "../../common/page.tsx";
import styles from "./outside.module.css";

/** The frame of the pages for who is not signed in. */
export function Outside({ title, children }: { readonly title: string; readonly children: ReactNode }) {
  useTitle(title);
  return (
    <main className={styles.page}>
      <div className={styles.box}>
        <p className={styles.mark}>Headrace</p>
        <h1>{title}</h1>
        {children}
      </div>
    </main>
  );
}
