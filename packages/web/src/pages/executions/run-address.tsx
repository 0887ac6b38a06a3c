import { Button } from "antd";
import { useState } from "react";
import { useNavigate } from "react-router";
import { useAction } from "../../client/use-action.ts";
import { ProblemNotice } from "../../common/problem-notice.tsx";
import { pathTo } from "../../shell/path-to.ts";
import styles from "./run-address.module.css";

/** Takes the address of a run on any connected host of code, and leads to what it was here: the failing line first. */
export function RunAddress() {
  const navigate = useNavigate();
  const [url, setUrl] = useState("");
  const find = useAction("executions.find-run", {
    onDone: ({ executionId }) => void navigate(pathTo.execution(executionId)),
  });
  const ask = (text: string): void => {
    if (text.trim() !== "") find.mutate({ url: text.trim() });
  };
  return (
    <search className={styles.box} aria-label="A run by its address">
      <form
        className={styles.form}
        onSubmit={(event) => {
          event.preventDefault();
          ask(url);
        }}
      >
        <input
          className={styles.address}
          type="search"
          autoComplete="off"
          spellCheck={false}
          aria-label="Address of a run"
          placeholder="Paste the address of any run"
          value={url}
          onChange={(event) => {
            find.reset();
            setUrl(event.target.value);
          }}
          onPaste={(event) => {
            const pasted = event.clipboardData.getData("text");
            // The whole of what is there: nothing is left to type.
            if (url === "" && /^https?:\/\/\S+$/.test(pasted.trim())) ask(pasted);
          }}
        />
        <Button htmlType="submit" loading={find.isPending}>
          Explain
        </Button>
      </form>
      {find.error === null ? null : <ProblemNotice problem={find.error} again={() => ask(url)} />}
    </search>
  );
}
