import { Button, type ButtonProps, Tooltip } from "antd";
import styles from "./reasoned-button.module.css";

export interface ReasonedButtonProps extends Omit<ButtonProps, "disabled"> {
  /** Why it cannot be pressed now, as a sentence; undefined where it can. */
  readonly why: string | undefined;
}

/**
 * A button that says why it cannot be pressed: to who points at it, comes to it by keys, or presses it all the same. One
 * that the browser holds for disabled would tell nobody, since no key and no finger reaches it.
 */
export function ReasonedButton({ why, onClick, ...props }: ReasonedButtonProps) {
  if (why === undefined) return <Button {...props} {...(onClick === undefined ? {} : { onClick })} />;
  const { danger: _, title: __, type: ___, className = "", ...others } = props;
  return (
    <Tooltip
      title={why}
      trigger={["hover", "focus", "click"]}
      getPopupContainer={(button) => button.closest("main") ?? document.body}
    >
      <Button {...others} aria-disabled="true" className={`${styles.refused} ${className}`} />
    </Tooltip>
  );
}
