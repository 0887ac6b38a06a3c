import type { ReactNode } from "react";
import { SmallButton } from "../small-button.tsx";
import styles from "./fields.module.css";

/** Things one below the other, each to be removed, and more to be added. */
export function Cards({
  list,
  name,
  adding,
  onAdd,
  onRemove,
  head,
  children,
}: {
  readonly list: readonly unknown[];
  /** What one of them is called. */
  readonly name: string;
  /** Words of the button. */
  readonly adding: string;
  readonly onAdd: (place: number) => void;
  readonly onRemove: (place: number) => void;
  /** Beside the button that removes it. */
  readonly head: (item: unknown, place: number) => ReactNode;
  readonly children: (item: unknown, place: number) => ReactNode;
}) {
  // They have no names of their own while those are being written: the place is what one is known by.
  const places = list.map((item, place) => ({ item, place }));
  return (
    <div className={styles.field}>
      {places.map(({ item, place }) => (
        <div key={place} className={styles.card}>
          <div className={styles.cardHead}>
            {head(item, place)}
            <button
              type="button"
              className={styles.small}
              aria-label={`Remove ${name} ${place + 1}`}
              onClick={() => onRemove(place)}
            >
              ×
            </button>
          </div>
          {children(item, place)}
        </div>
      ))}
      <SmallButton adds onClick={() => onAdd(list.length)}>
        {adding}
      </SmallButton>
    </div>
  );
}
