import styles from "./long-text.module.css";
import { scrollable } from "./scrollable.ts";
import { Visible } from "./visible.tsx";

/** What a person wrote, in its lines; what is longer than a screen can spare scrolls in its place. */
export function LongText({ label, children }: { readonly label: string; readonly children: string }) {
  const lines = children
    .trim()
    .split(/\r?\n/)
    .map((line, place) => ({ line, place }));
  return (
    <section className={styles.text} aria-label={label} {...scrollable}>
      {lines.map(({ line, place }) => (
        <p key={place}>
          <Visible>{line}</Visible>
        </p>
      ))}
    </section>
  );
}
