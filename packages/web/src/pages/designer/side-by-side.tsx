import { lazy, Suspense } from "react";
import { SkeletonRows } from "../../common/skeleton.tsx";
import styles from "./side-by-side.module.css";

export interface SideBySideProps {
  readonly left: NamedText;
  readonly right: NamedText;
  /** Told of what is written on the right side, which can be changed only where somebody listens. */
  readonly onRight?: (text: string) => void;
}

export interface NamedText {
  /** Read out for the side. */
  readonly name: string;
  readonly text: string;
}

/** Loaded when two texts are compared: few do. */
const MergedTexts = lazy(async () => ({ default: (await import("./merged-texts.tsx")).MergedTexts }));

/** Two texts with what differs marked. */
export function SideBySide(props: SideBySideProps) {
  return (
    <Suspense
      fallback={
        <div className={styles.sides}>
          <SkeletonRows />
        </div>
      }
    >
      <MergedTexts {...props} />
    </Suspense>
  );
}
