import { Button } from "antd";
import { useState } from "react";
import styles from "./copy-text.module.css";

/** A text to take along: a command, a link, a token. */
export function CopyText({ text, label }: { readonly text: string; readonly label: string }) {
  const [copied, setCopied] = useState(false);
  const copy = async (): Promise<void> => {
    await navigator.clipboard.writeText(text);
    setCopied(true);
    window.setTimeout(() => setCopied(false), 2_000);
  };
  return (
    <fieldset className={styles.copy} aria-label={label}>
      <code>{text}</code>
      {/* Without https a browser gives no clipboard; the text can be selected then. */}
      {window.isSecureContext ? (
        <Button size="small" onClick={() => void copy()}>
          {copied ? "Copied" : "Copy"}
        </Button>
      ) : null}
    </fieldset>
  );
}
