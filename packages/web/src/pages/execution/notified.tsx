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

type Notification = OutputOf<"executions.notifications">["items"][number];

/** Who was told of its end, or is to be; none before, and where its definition tells nobody. */
export function useNotifications({ id, remote, state }: ExecutionDetail): readonly Notification[] {
  const enabled = remote === undefined && state === "ended";
  const { data } = useOperation("executions.notifications", { execution: id }, { enabled, every: 10_000 });
  return data?.items ?? [];
}

/** Each channel with what became of it, and why it was not told. */
export function Notified({
  execution,
  items,
}: {
  readonly execution: string;
  readonly items: readonly Notification[];
}) {
  const mayAsk = useMay("execution.control");
  const again = useAction("executions.notify-again");
  return (
    <>
      <Visible>{items.map(({ channel, state }) => `${channel} ${words[state]}`).join(", ")}</Visible>
      {items
        .filter(({ problem }) => problem !== undefined)
        .map(({ id, problem, mend }) => (
          <span key={id} className={styles.quiet}>
            {" "}
            <Visible>{[problem, mend].flatMap((text) => (text === undefined ? [] : sentence(text))).join(" ")}</Visible>
          </span>
        ))}{" "}
      {mayAsk && items.some(({ state }) => state === "refused") ? (
        <Button size="small" loading={again.isPending} onClick={() => again.mutate({ execution })}>
          Send again
        </Button>
      ) : null}
      {again.error === null ? null : <ProblemNotice problem={again.error} />}
    </>
  );
}

const words: Readonly<Record<Notification["state"], string>> = {
  sent: "was told",
  waiting: "is told soon",
  refused: "could not be told",
  needless: "is not told",
};
