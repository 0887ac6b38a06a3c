import styles from "./skeleton.module.css";

/** A line of text that comes; as wide as said, in characters. */
export function SkeletonText({ width = 12 }: { readonly width?: number }) {
  return <span className={styles.text} style={{ width: `${width}ch` }} />;
}

/** Rows of a list that come, of the height they will have. */
export function SkeletonRows({ rows = 6 }: { readonly rows?: number }) {
  return (
    <div className={styles.rows} role="status" aria-label="Loading">
      {Array.from({ length: rows }, (_, row) => row).map((row) => (
        <div key={row} className={styles.row}>
          <SkeletonText width={4} />
          <SkeletonText width={18 + ((row * 7) % 13)} />
          <SkeletonText width={10 + ((row * 5) % 7)} />
        </div>
      ))}
    </div>
  );
}
