import { Button } from "antd";
import { useState } from "react";
import { Link } from "react-router";
import { useMay } from "../../client/use-me.ts";
import { useOperation } from "../../client/use-operation.ts";
import { scrollable } from "../../common/scrollable.ts";
import { StatusIcon } from "../../common/status-icon.tsx";
import { Visible } from "../../common/visible.tsx";
import { pathTo } from "../../shell/path-to.ts";
import { ChangesInShort } from "./changes-in-short.tsx";
import styles from "./failure-card.module.css";
import { type Failure, failureSentence } from "./failure-sentence.ts";
import { linesThatTell, plainText } from "./message-lines.ts";
import { partPath } from "./part-path.ts";
import { RerunDialog } from "./rerun-dialog.tsx";
import type { WatchedExecution } from "./use-execution.ts";

/** Of each failure, and failures, at most. */
const mostTests = 5;
const mostFailures = 3;

/** Why it failed, at once: a sentence, the lines, the tests, what changed, and what to do. */
export function FailureCard({ watched }: { readonly watched: WatchedExecution }) {
  const { detail, ended, stages } = watched;
  const red = ended && (detail.outcome === "failed" || detail.outcome === "timedOut");
  const { data } = useOperation("executions.failure-summary", { execution: detail.id }, { enabled: red });
  const mayRun = useMay("pipeline.run");
  const mayEdit = useMay("pipeline.write");
  const [from, setFrom] = useState<string | undefined>(undefined);
  if (!red || data === undefined) return null;
  const failures = data.failures.filter(({ allowed }) => !allowed);
  const [first] = failures;
  const stageOf = (instance: string): string | undefined =>
    stages.find(({ instances }) => instances.some((each) => each.instance === instance))?.id;
  const stage = first === undefined ? undefined : stageOf(first.instance);
  const { id: pipeline } = detail.pipeline;
  return (
    <section className={styles.card} aria-label="Why it failed">
      <div className={styles.head}>
        <StatusIcon status={detail.outcome ?? "failed"} size={20} silent />
        <h2>{detail.message ?? failureSentence(failures)}</h2>
        <div className={styles.buttons}>
          {mayEdit && pipeline !== undefined && stage !== undefined ? (
            <Link className={styles.edit} to={`${pathTo.designer(pipeline)}?${new URLSearchParams({ stage })}`}>
              Edit this stage
            </Link>
          ) : null}
          {mayRun && stage !== undefined && detail.remote === undefined ? (
            <Button type="primary" size="small" onClick={() => setFrom(stage)}>
              Re-run from here
            </Button>
          ) : null}
        </div>
      </div>
      {failures.slice(0, mostFailures).map((failure) => (
        <FailureLines key={failure.instance} failure={failure} />
      ))}
      {failures.length > mostFailures ? (
        <p className={styles.more}>And {failures.length - mostFailures} more, in the list below.</p>
      ) : null}
      {data.changes === undefined ? (
        <p className={styles.more}>No earlier execution of this pipeline on this branch succeeded.</p>
      ) : (
        <ChangesInShort changes={data.changes} />
      )}
      {from === undefined ? null : <RerunDialog watched={watched} from={from} onClose={() => setFrom(undefined)} />}
    </section>
  );
}

function FailureLines({ failure }: { readonly failure: Failure }) {
  const { instance, attempt, lines, failedTests } = failure;
  const log = { view: "log", stage: instance, attempt: String(attempt) };
  const firstLine = lines.find(({ failing }) => failing)?.line;
  return (
    <div className={styles.failure}>
      <p className={styles.where}>
        <Link to={`${partPath(log)}${firstLine === undefined ? "" : `#L${firstLine}`}`}>
          <Visible>{instance}</Visible>
        </Link>
        {attempt > 1 ? `, attempt ${attempt}` : ""}
      </p>
      {lines.length === 0 ? null : (
        <section className={styles.lines} {...scrollable} aria-label={`Lines of ${instance} that say why`}>
          {lines.map(({ line, text, failing }) => (
            <Link key={line} className={failing ? styles.failing : undefined} to={`${partPath(log)}#L${line}`}>
              <span className={styles.number}>{line}</span>
              <Visible>{plainText(text)}</Visible>
            </Link>
          ))}
        </section>
      )}
      {failedTests.length === 0 ? null : (
        <ul className={styles.tests}>
          {failedTests.slice(0, mostTests).map(({ suite, name, message }) => (
            <li key={`${suite} ${name}`}>
              <StatusIcon status="failed" size={12} />
              <span>
                <Visible>{suite === "" ? name : `${suite} › ${name}`}</Visible>
                {linesThatTell(message ?? "").map(({ place, text }) => (
                  <span key={place} className={styles.message}>
                    <Visible>{text}</Visible>
                  </span>
                ))}
              </span>
            </li>
          ))}
          {failedTests.length > mostTests ? (
            <li>
              <Link to={partPath({ view: "tests" })}>All tests that failed</Link>
            </li>
          ) : null}
        </ul>
      )}
    </div>
  );
}
