import type { Problem } from "@headrace/app/client";
import { Button } from "antd";
import styles from "./notices.module.css";
import { sentence } from "./sentence.ts";
import { StatusIcon } from "./status-icon.tsx";
import { withCode } from "./with-code.tsx";

/** What went wrong and what to do about it, as the server says it. */
export function ProblemNotice({ problem, again }: { readonly problem: Problem; readonly again?: () => void }) {
  const lost = problem.code === "unavailable";
  return (
    <div className={styles.problem} role="alert">
      <StatusIcon status={lost ? "infrastructure" : "failed"} silent />
      <div>
        <p className={styles.what}>{withCode(sentence(problem.message))}</p>
        {problem.mend === undefined ? null : <p>{withCode(sentence(problem.mend))}</p>}
        {problem.faults.length > 1 ? (
          <ul>
            {problem.faults.map(({ path, message }) => (
              <li key={`${path} ${message}`}>
                <code>{path}</code>: {withCode(message)}
              </li>
            ))}
          </ul>
        ) : null}
      </div>
      {again === undefined ? null : (
        <Button size="small" onClick={again}>
          Try again
        </Button>
      )}
    </div>
  );
}
