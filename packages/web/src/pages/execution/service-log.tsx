import { Button } from "antd";
import { useState } from "react";
import { useOperation } from "../../client/use-operation.ts";
import { EmptyState } from "../../common/empty-state.tsx";
import { FormDialog } from "../../common/form-dialog.tsx";
import { textOf } from "../../common/form-values.ts";
import { OutputText } from "./parts/output-text.tsx";

/** The end of the log of a service that ran beside a step of Bitbucket, such as a database, by its container's id. */
export function ServiceLog({ execution, stage }: { readonly execution: string; readonly stage: string }) {
  const [open, setOpen] = useState(false);
  const [container, setContainer] = useState("");
  const { data, error, isFetching, refetch } = useOperation(
    "executions.container-log",
    { execution, stage, container },
    { enabled: open && container !== "" },
  );
  const close = (): void => {
    setOpen(false);
    setContainer("");
  };
  return (
    <>
      <Button onClick={() => setOpen(true)}>Log of a service</Button>
      {open ? (
        <FormDialog
          title={`A service beside ${stage}`}
          button="Show"
          fields={[{ name: "container", label: "Container's id", placeholder: "{…}" }]}
          busy={isFetching}
          problem={error}
          onSubmit={(values) => {
            const wanted = textOf(values, "container");
            if (wanted === container) void refetch();
            else setContainer(wanted);
          }}
          onClose={close}
        >
          <p>
            Bitbucket's interface lists no services of a step: the id of a container stands in what Bitbucket's own page
            of the step asks for. The end of its log is shown, and not kept here.
          </p>
          {data === undefined ? null : data.text === "" ? (
            <EmptyState title="It has printed nothing" />
          ) : (
            <OutputText>{data.text}</OutputText>
          )}
        </FormDialog>
      ) : null}
    </>
  );
}
