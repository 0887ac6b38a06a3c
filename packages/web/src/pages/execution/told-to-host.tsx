import type { OutputOf } from "@headrace/app/client";
import { Button } from "antd";
import { useAction } from "../../client/use-action.ts";
import { useMay } from "../../client/use-me.ts";
import { useOperation } from "../../client/use-operation.ts";
import { ProblemNotice } from "../../common/problem-notice.tsx";
import { sentence } from "../../common/sentence.ts";
import { Visible } from "../../common/visible.tsx";
import styles from "./execution-facts.module.css";
import type { ExecutionDetail } from "./use-execution.ts";

type WriteBacks = OutputOf<"executions.write-backs">;
type WriteBack = WriteBacks["items"][number];

/** What its repository's host was told of it, or is to be; undefined where no host is told, nor can be. */
export function useWriteBacks({ id, remote }: ExecutionDetail): WriteBacks | undefined {
  const enabled = remote === undefined;
  const { data } = useOperation("executions.write-backs", { execution: id }, { enabled, every: 10_000 });
  const mayAsk = useMay("execution.control");
  if (data === undefined) return undefined;
  const isShown = data.items.some(({ state }) => state !== "needless") || (data.canAsk === true && mayAsk);
  return isShown ? data : undefined;
}

const titles: Readonly<Record<WriteBack["kind"], string>> = {
  status: "status",
  report: "report",
  deployment: "deployment",
};

/** Each with what was said, and why the rest was not. */
export function ToldToHost({
  execution,
  told: { told, items },
}: {
  readonly execution: string;
  readonly told: WriteBacks;
}) {
  const refused = items.filter(({ state, problem }) => state !== "needless" && problem !== undefined);
  const mayAsk = useMay("execution.control");
  const ask = useAction("executions.write-back");
  return (
    <>
      {items
        .filter(({ state }) => state !== "needless")
        .map(({ kind, state, told: said }) => `${titles[kind]} ${state === "told" ? (said ?? "told") : word(state)}`)
        .join(", ")}
      {refused.map(({ kind, deploymentId = "", problem = "", mend }) => (
        <span key={`${kind} ${deploymentId}`} className={styles.quiet}>
          {" "}
          <Visible>{[problem, mend].flatMap((text) => (text === undefined ? [] : sentence(text))).join(" ")}</Visible>
        </span>
      ))}{" "}
      {mayAsk && (!told || refused.length > 0) ? (
        <Button size="small" loading={ask.isPending} onClick={() => ask.mutate({ execution })}>
          {told ? "Tell it again" : "Tell it how this stands"}
        </Button>
      ) : null}
      {ask.error === null ? null : <ProblemNotice problem={ask.error} />}
    </>
  );
}

function word(state: WriteBack["state"]): string {
  return state === "refused" ? "refused" : "not told yet";
}
