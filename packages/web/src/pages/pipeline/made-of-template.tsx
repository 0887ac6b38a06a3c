import type { OutputOf } from "@headrace/app/client";
import { Button } from "antd";
import { useState } from "react";
import { useMay } from "../../client/use-me.ts";
import { Visible } from "../../common/visible.tsx";
import styles from "./made-of-template.module.css";
import { RegenerateDialog } from "./regenerate-dialog.tsx";

/** Of which template a pipeline was made, and the way to make it of that again. */
export function MadeOfTemplate({ pipeline }: { readonly pipeline: OutputOf<"pipelines.get"> }) {
  const [open, setOpen] = useState(false);
  const mayWrite = useMay("pipeline.write");
  const { generated } = pipeline;
  if (generated === undefined) return null;
  return (
    <div className={styles.made}>
      <p>
        Version {generated.version} was made of the template <Visible>{generated.name}</Visible>
        {generated.edited ? "; people have changed the text since." : "."}
      </p>
      {mayWrite && !pipeline.archived ? <Button onClick={() => setOpen(true)}>Make it again</Button> : null}
      {open ? <RegenerateDialog pipeline={pipeline} generated={generated} onClose={() => setOpen(false)} /> : null}
    </div>
  );
}
