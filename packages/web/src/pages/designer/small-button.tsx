import type { ComponentProps } from "react";
import styles from "./small-button.module.css";

export interface SmallButtonProps extends Omit<ComponentProps<"button">, "type" | "className"> {
  /** Adds one more of something. */
  readonly adds?: boolean;
}

/** Beside a line of text, or below a list. */
export function SmallButton({ adds = false, ...props }: SmallButtonProps) {
  return <button {...props} type="button" className={adds ? `${styles.button} ${styles.adds}` : styles.button} />;
}
