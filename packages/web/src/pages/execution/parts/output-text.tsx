import { scrollable } from "../../../common/scrollable.ts";
import { Visible } from "../../../common/visible.tsx";
import { messageLines } from "../message-lines.ts";
import styles from "./parts.module.css";

/** What a program printed, line for line. */
export function OutputText({ children }: { readonly children: string }) {
  return (
    <pre className={styles.output} {...scrollable}>
      {messageLines(children).map(({ place, text }) => (
        <span key={place}>
          <Visible>{text}</Visible>
          {"\n"}
        </span>
      ))}
    </pre>
  );
}
