import type { OutputOf } from "@headrace/app/client";
import { App, Button } from "antd";
import { useEffect, useMemo, useRef, useState } from "react";
import { Link, useLocation, useNavigate } from "react-router";
import { useMay } from "../../client/use-me.ts";
import { useTitle } from "../../common/page.tsx";
import { ProblemNotice } from "../../common/problem-notice.tsx";
import { ReasonedButton } from "../../common/reasoned-button.tsx";
import { type PageAction, usePageActions } from "../../shell/actions.tsx";
import { pagePaths } from "../../shell/page-paths.ts";
import type { RunRequest } from "../pipelines/run-dialog.tsx";
import { DesignerBar } from "./designer-bar.tsx";
import styles from "./designer-page.module.css";
import { ForecastBar } from "./forecast-bar.tsx";
import { isOther, keptWords } from "./kept.ts";
import { LeaveDialog } from "./leave-dialog.tsx";
import { MoreMenu } from "./more-menu.tsx";
import { PipelineDesigner } from "./pipeline-designer.tsx";
import { type Open, SavedDialogs } from "./saved-dialogs.tsx";
import { OvertakenNotice, ProposedNotice } from "./saved-notices.tsx";
import { useDocument } from "./use-document.ts";
import type { Forecast } from "./use-facts.ts";
import { useLeaving } from "./use-leaving.ts";
import { useMissing } from "./use-missing.ts";
import { useReading } from "./use-reading.ts";
import { type SavedText, useSaving } from "./use-saving.ts";
import { useServerNames } from "./use-server-names.ts";
import { useViews, viewActions } from "./use-views.ts";
import { useWhyNotProposed } from "./use-why-not-proposed.ts";
import { notYours, whyNoRun } from "./why-not.ts";

const nothing: Open = { kind: "nothing" };

/** A pipeline whose text is kept: here, or in its repository. */
export function SavedDesigner({
  pipeline,
  initial,
  newest,
}: {
  readonly pipeline: OutputOf<"pipelines.get">;
  /** What was there when the page was opened. */
  readonly initial: Pick<SavedText, "text" | "kept">;
  /** What is there now, as was last heard. */
  readonly newest: Pick<SavedText, "text" | "kept">;
}) {
  const navigate = useNavigate();
  const { message } = App.useApp();
  const document = useDocument(initial.text);
  const reading = useReading(document.text);
  const saving = useSaving({ pipeline: pipeline.id, ...initial });
  const views = useViews();
  const mayWrite = useMay("pipeline.write");
  const mayRun = useMay("pipeline.run");
  // Whoever drew a new pipeline and pressed "Save and run" comes here to run it.
  const { state: asked, pathname } = useLocation();
  const [open, setOpen] = useState<Open>(() => (isRun(asked) ? { kind: "run", request: {} } : nothing));
  const [forecast, setForecast] = useState<Forecast | undefined>(undefined);
  useEffect(() => {
    // Once: not again when the page is loaded anew.
    if (isRun(asked)) void navigate(pathname, { replace: true, state: null });
  }, [asked, navigate, pathname]);
  const asker = useRef<HTMLButtonElement & HTMLAnchorElement>(null);
  const isStored = initial.kept.kind === "stored";
  const isDirty = document.text !== saving.saved;
  useTitle(pipeline.name);
  const overtaken = isOther(saving.kept, newest.kept);
  const { names, secrets } = useServerNames(pipeline.repositoryId);
  const missing = useMissing(reading.check, document.text, secrets);
  const { proposed } = saving;
  // What is proposed is kept, whatever becomes of it.
  const isProposed = isDirty && proposed?.text === document.text;
  const leaving = useLeaving(() => isDirty && !isProposed);

  const proceed = (request?: RunRequest): void => setOpen(request === undefined ? nothing : { kind: "run", request });
  const keep = async (words: string, request?: RunRequest): Promise<void> => {
    if (await saving.save(document.text, words)) proceed(request);
  };
  const whyNoSave = !mayWrite ? notYours.change : isDirty ? undefined : "Nothing has changed since it was saved.";
  const whyNoStart = isDirty && !mayWrite ? notYours.change : whyNoRun(mayRun, reading.check);
  const save = async (request?: RunRequest): Promise<void> => {
    const why = request === undefined ? whyNoSave : whyNoStart;
    if (why !== undefined) return void message.info(why);
    if (!isDirty) return proceed(request);
    if (saving.kept.kind === "stored") return await keep("", request);
    setOpen({ kind: "commit", ...(request === undefined ? {} : { request }) });
  };
  const whyNotOnHost = useWhyNotProposed(pipeline.repositoryId);
  const whyNoProposal = whyNoSave ?? (isProposed ? "It is proposed already." : whyNotOnHost);
  const askProposal = (): void => {
    if (whyNoProposal === undefined) setOpen({ kind: "propose" });
    else void message.info(whyNoProposal);
  };
  const latest = useRef(save);
  latest.current = save;
  const latestProposal = useRef(askProposal);
  latestProposal.current = askProposal;
  const actions = useMemo(
    (): readonly PageAction[] => [
      { name: "Save", section: "Pipeline", keys: "Mod+s", run: () => void latest.current() },
      { name: "Save and run", section: "Pipeline", keys: "Mod+Enter", run: () => void latest.current({}) },
      { name: "What would run if…", section: "Pipeline", run: () => setOpen({ kind: "forecast" }) },
      ...(isStored
        ? ([
            { name: "Versions", section: "Pipeline", run: () => setOpen({ kind: "versions" }) },
            { name: "Save as a template", section: "Pipeline", run: () => setOpen({ kind: "template" }) },
          ] as const)
        : [{ name: "Save as a pull request", section: "Pipeline", run: () => latestProposal.current() } as const]),
      ...viewActions(views),
    ],
    [views, isStored],
  );
  usePageActions(actions);
  // The dialog that asks for words shows it itself.
  const isAsking = (open.kind === "commit" || open.kind === "propose") && isDirty;
  return (
    <div className={styles.page}>
      <DesignerBar
        name={pipeline.name}
        trail={<Link to={pagePaths.pipelines}>Pipelines</Link>}
        state={isProposed ? "Proposed" : isDirty ? "Not saved yet" : keptWords(saving.kept)}
        document={document}
        views={views}
        problems={reading.check?.problems.length ?? 0}
      >
        <Button
          ref={asker}
          size="small"
          type={open.kind === "forecast" ? "primary" : "default"}
          onClick={() => setOpen(open.kind === "forecast" ? nothing : { kind: "forecast" })}
        >
          What would run if…
        </Button>
        <MoreMenu
          pipeline={pipeline}
          text={document.text}
          isStored={isStored}
          onOpen={(kind) => setOpen({ kind })}
          onPropose={askProposal}
        />
        <ReasonedButton size="small" why={whyNoSave} loading={saving.isSaving} onClick={() => void save()}>
          Save
        </ReasonedButton>
        <ReasonedButton size="small" type="primary" why={whyNoStart} onClick={() => void save({})}>
          {isDirty ? "Save and run" : "Run"}
        </ReasonedButton>
      </DesignerBar>
      {saving.problem === null || isAsking ? null : <ProblemNotice problem={saving.problem} />}
      {proposed === undefined ? null : <ProposedNotice proposed={proposed} isAll={isProposed} />}
      {overtaken && saving.conflict === undefined ? (
        <OvertakenNotice newest={newest} document={document} saving={saving} />
      ) : null}
      <PipelineDesigner
        document={document}
        reading={reading}
        views={views}
        forecast={open.kind === "forecast" ? forecast : undefined}
        server={names}
        stageActions={(stage) => (
          <>
            <ReasonedButton size="small" why={whyNoStart} onClick={() => void save({ stages: [stage] })}>
              Run only this
            </ReasonedButton>
            <ReasonedButton size="small" why={whyNoStart} onClick={() => void save({ until: [stage] })}>
              Run up to here
            </ReasonedButton>
          </>
        )}
      >
        {open.kind === "forecast" ? (
          <ForecastBar
            pipeline={pipeline.id}
            unsaved={isDirty ? document.text : undefined}
            isValid={reading.check?.valid !== false}
            kept={saving.kept}
            onForecast={setForecast}
            onClose={() => {
              setOpen(nothing);
              asker.current?.focus();
            }}
          />
        ) : null}
      </PipelineDesigner>
      <SavedDialogs
        open={open}
        pipeline={pipeline}
        document={document}
        saving={saving}
        check={reading.check}
        missing={missing}
        onKeep={(message, request) => void keep(message, request)}
        onClose={() => setOpen(nothing)}
      />
      {leaving === undefined ? null : <LeaveDialog {...leaving} />}
    </div>
  );
}

function isRun(asked: unknown): boolean {
  return typeof asked === "object" && asked !== null && "run" in asked && asked.run === true;
}
