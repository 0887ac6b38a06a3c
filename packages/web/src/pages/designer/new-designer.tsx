import { newPipeline } from "@headrace/pipeline/edit";
import { App } from "antd";
import { useMemo, useRef, useState } from "react";
import { Link, useNavigate } from "react-router";
import { useMay } from "../../client/use-me.ts";
import { useTitle } from "../../common/page.tsx";
import { ReasonedButton } from "../../common/reasoned-button.tsx";
import { type PageAction, usePageActions } from "../../shell/actions.tsx";
import { pagePaths } from "../../shell/page-paths.ts";
import { pathTo } from "../../shell/path-to.ts";
import { DesignerBar } from "./designer-bar.tsx";
import styles from "./designer-page.module.css";
import { LeaveDialog } from "./leave-dialog.tsx";
import { NameDialog } from "./name-dialog.tsx";
import { PipelineDesigner } from "./pipeline-designer.tsx";
import { noServerNames } from "./server-names.ts";
import { useDocument } from "./use-document.ts";
import { useLeaving } from "./use-leaving.ts";
import { useReading } from "./use-reading.ts";
import { useViews, viewActions } from "./use-views.ts";
import { notYours, whyNoRun } from "./why-not.ts";

const empty = newPipeline("new-pipeline");

/** A pipeline that nobody keeps yet: it is drawn first, and named when it is saved. */
export function NewDesigner({
  initial = empty,
  repository,
}: {
  readonly initial?: string;
  readonly repository?: string;
}) {
  const navigate = useNavigate();
  const { message } = App.useApp();
  const document = useDocument(initial);
  const reading = useReading(document.text);
  const views = useViews();
  const mayWrite = useMay("pipeline.write");
  const mayRun = useMay("pipeline.run");
  const [naming, setNaming] = useState<"save" | "run" | undefined>(undefined);
  const isSaved = useRef(false);
  const leaving = useLeaving(() => document.text !== initial && !isSaved.current);
  useTitle("New pipeline");
  const name = reading.shape?.outline?.name ?? "";
  const whyNoSave = mayWrite ? undefined : notYours.change;
  const whyNoStart = whyNoSave ?? whyNoRun(mayRun, reading.check);
  const actions = useMemo((): readonly PageAction[] => {
    const name = (then: "save" | "run", why: string | undefined): void =>
      why === undefined ? setNaming(then) : void message.info(why);
    return [
      { name: "Save", section: "Pipeline", keys: "Mod+s", run: () => name("save", whyNoSave) },
      { name: "Save and run", section: "Pipeline", keys: "Mod+Enter", run: () => name("run", whyNoStart) },
      ...viewActions(views),
    ];
  }, [views, whyNoSave, whyNoStart, message]);
  usePageActions(actions);
  return (
    <div className={styles.page}>
      <DesignerBar
        name="New pipeline"
        trail={<Link to={pagePaths.pipelines}>Pipelines</Link>}
        state="Not saved yet"
        document={document}
        views={views}
        problems={reading.check?.problems.length ?? 0}
      >
        <ReasonedButton size="small" why={whyNoSave} onClick={() => setNaming("save")}>
          Save
        </ReasonedButton>
        <ReasonedButton size="small" type="primary" why={whyNoStart} onClick={() => setNaming("run")}>
          Save and run
        </ReasonedButton>
      </DesignerBar>
      <PipelineDesigner
        document={document}
        reading={reading}
        views={views}
        forecast={undefined}
        server={noServerNames}
        stageActions={() => null}
      />
      {naming === undefined ? null : (
        <NameDialog
          button={naming === "run" ? "Save and run" : "Save"}
          text={document.text}
          suggested={name === "new-pipeline" ? "" : name}
          repository={repository}
          onSaved={(id) => {
            isSaved.current = true;
            void navigate(pathTo.designer(id), { replace: true, state: { run: naming === "run" } });
          }}
          onClose={() => setNaming(undefined)}
        />
      )}
      {leaving === undefined ? null : <LeaveDialog {...leaving} />}
    </div>
  );
}
