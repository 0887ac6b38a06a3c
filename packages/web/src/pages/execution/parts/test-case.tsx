import { useState } from "react";
import { Link } from "react-router";
import { useOperation } from "../../../client/use-operation.ts";
import { formatDuration } from "../../../common/format-duration.ts";
import { StatusIcon } from "../../../common/status-icon.tsx";
import { Visible } from "../../../common/visible.tsx";
import { pathTo } from "../../../shell/path-to.ts";
import { OutputText } from "./output-text.tsx";
import styles from "./parts.module.css";
import type { ListedTest } from "./tests-part.tsx";

const statuses = { passed: "success", failed: "failed", skipped: "skipped", flaky: "retrying" } as const;

/** One test case; opened, it shows what it said, and how it did before. */
export function TestCase({ execution, test }: { readonly execution: string; readonly test: ListedTest }) {
  const [open, setOpen] = useState(false);
  return (
    <li>
      <button type="button" className={styles.test} aria-expanded={open} onClick={() => setOpen(!open)}>
        <StatusIcon status={statuses[test.outcome]} size={14} />
        <span className={styles.name}>
          <Visible>{test.name}</Visible>
        </span>
        <span className={styles.quiet}>{formatDuration(test.durationMs)}</span>
      </button>
      {open ? (
        <div className={styles.opened}>
          {test.file === undefined ? null : (
            <p className={styles.quiet}>
              <code>
                <Visible>{test.file}</Visible>
              </code>
            </p>
          )}
          {test.message === undefined ? null : <OutputText>{test.message}</OutputText>}
          <TestHistory execution={execution} test={test} />
        </div>
      ) : null}
    </li>
  );
}

function TestHistory({ execution, test }: { readonly execution: string; readonly test: ListedTest }) {
  const { instance, suite, name } = test;
  const { data } = useOperation("tests.history", { execution, instance, suite, name });
  if (data === undefined) return <p className={styles.quiet}>Looking how it did before</p>;
  if (data.items.length === 0) return <p className={styles.quiet}>It is in no earlier execution.</p>;
  const failed = data.items.filter(({ outcome }) => outcome === "failed").length;
  return (
    <div className={styles.history}>
      <span className={styles.quiet}>
        Before: failed {failed} of {data.items.length}, newest first
      </span>
      <span className={styles.dots}>
        {data.items.map(({ executionId, number, branch, outcome, durationMs }) => (
          <Link
            key={executionId}
            to={pathTo.execution(executionId)}
            title={`#${number} on ${branch}, ${formatDuration(durationMs)}`}
            aria-label={`#${number}: ${outcome}`}
          >
            <StatusIcon status={statuses[outcome]} size={14} silent />
          </Link>
        ))}
      </span>
    </div>
  );
}
