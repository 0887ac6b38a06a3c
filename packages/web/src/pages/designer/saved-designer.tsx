import type { OutputOf } from "@headrace/app/client";
import { App, Button, Dropdown } from "antd";
import { useEffect, useMemo, useRef, useState } from "react";
import { Link, useLocation, useNavigate } from "react-router";
import { useServer } from "../../client/server-provider.tsx";
import { useMay } from "../../client/use-me.ts";
import { useOperation } from "../../client/use-operation.ts";
import { useTitle } from "../../common/page.tsx";
import { ProblemNotice } from "../../common/problem-notice.tsx";
import { ReasonedButton } from "../../common/reasoned-button.tsx";
import { type PageAction, usePageActions } from "../../shell/actions.tsx";
import { pagePaths } from "../../shell/page-paths.ts";
import { RunDialog, type RunRequest } from "../pipelines/run-dialog.tsx";
import { CommitDialog } from "./commit-dialog.tsx";
import { ConflictDialog } from "./conflict-dialog.tsx";
import { DesignerBar } from "./designer-bar.tsx";
import styles from "./designer-page.module.css";
import { ForecastBar } from "./forecast-bar.tsx";
import { isOther, keptWords } from "./kept.ts";
import { LeaveDialog } from "./leave-dialog.tsx";
import { offerFile } from "./offer-file.ts";
import { PipelineDesigner } from "./pipeline-designer.tsx";
import { ProposeDialog } from "./propose-dialog.tsx";
import { TemplateDialog } from "./template-dialog.tsx";
import { useDocument } from "./use-document.ts";
import type { Forecast } from "./use-facts.ts";
import { useLeaving } from "./use-leaving.ts";
import { useMissing } from "./use-missing.ts";
import { useReading } from "./use-reading.ts";
import { type SavedText, useSaving } from "./use-saving.ts";
import { useViews, viewActions } from "./use-views.ts";
import { useWhyNotProposed } from "./use-why-not-proposed.ts";
import { VersionsDialog } from "./versions-dialog.tsx";
import { notYours, whyNoRun } from "./why-not.ts";

type Open =
  | { readonly kind: "nothing" | "versions" | "template" | "forecast" | "propose" }
  /** A message is asked for; then it is run, where that was asked. */
  | { readonly kind: "commit"; readonly request?: RunRequest }
  | { readonly kind: "run"; readonly request: RunRequest };

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
  const { client } = useServer();
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
  const { data: secrets } = useOperation("secrets.list", { repository: pipeline.repositoryId });
  const { data: environments } = useOperation("environments.list", { repository: pipeline.repositoryId });
  const { data: variables } = useOperation("variables.list", { repository: pipeline.repositoryId });
  const server = useMemo(
    () => ({
      secrets: namesOf(secrets?.items),
      variables: namesOf(variables?.items),
      environments: namesOf(environments?.items),
    }),
    [secrets, variables, environments],
  );
  const missing = useMissing(
    reading.check,
    document.text,
    secrets?.items.map(({ name }) => name),
  );
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
  const download = async (format: "yaml" | keyof typeof exportedAs): Promise<void> => {
    if (format === "yaml") return offerFile(new Blob([document.text]), `${pipeline.name}.yml`);
    const { body } = await client.bytes("pipelines.export", { pipeline: pipeline.id, format });
    offerFile(await new Response(body).blob(), exportedAs[format](pipeline.name));
  };
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
  const problems = reading.check?.problems.length ?? 0;
  const isCommitting = open.kind === "commit" && isDirty && saving.conflict === undefined;
  const isProposing = open.kind === "propose" && isDirty && saving.conflict === undefined;
  return (
    <div className={styles.page}>
      <DesignerBar
        name={pipeline.name}
        trail={<Link to={pagePaths.pipelines}>Pipelines</Link>}
        state={isProposed ? "Proposed" : isDirty ? "Not saved yet" : keptWords(saving.kept)}
        document={document}
        views={views}
        problems={problems}
      >
        <Button
          ref={asker}
          size="small"
          type={open.kind === "forecast" ? "primary" : "default"}
          onClick={() => setOpen(open.kind === "forecast" ? nothing : { kind: "forecast" })}
        >
          What would run if…
        </Button>
        <Dropdown
          trigger={["click"]}
          menu={{
            items: [
              ...(isStored
                ? [
                    { key: "versions", label: "Versions" },
                    { key: "template", label: "Save as a template" },
                    { type: "divider" as const },
                    { key: "json", label: "Export as JSON" },
                    { key: "mermaid", label: "Export as Mermaid" },
                    { key: "bitbucket", label: "Export for Bitbucket Pipelines" },
                  ]
                : [{ key: "propose", label: "Save as a pull request" }, { type: "divider" as const }]),
              { key: "yaml", label: "Export as YAML" },
            ],
            onClick: ({ key }) => {
              if (key === "versions" || key === "template") setOpen({ kind: key });
              else if (key === "propose") askProposal();
              else if (key === "yaml" || key === "json" || key === "mermaid" || key === "bitbucket") void download(key);
            },
          }}
        >
          <Button size="small">More</Button>
        </Dropdown>
        <ReasonedButton size="small" why={whyNoSave} loading={saving.isSaving} onClick={() => void save()}>
          Save
        </ReasonedButton>
        <ReasonedButton size="small" type="primary" why={whyNoStart} onClick={() => void save({})}>
          {isDirty ? "Save and run" : "Run"}
        </ReasonedButton>
      </DesignerBar>
      {saving.problem === null || isCommitting || isProposing ? null : <ProblemNotice problem={saving.problem} />}
      {proposed === undefined ? null : (
        <p className={styles.notice} role="status">
          <a href={proposed.url} target="_blank" rel="noreferrer">
            Pull request {proposed.id}
          </a>{" "}
          is open.{" "}
          {isProposed ? "What is drawn here is kept in it, until it is merged." : "What was drawn since is not in it."}
        </p>
      )}
      {overtaken && saving.conflict === undefined ? (
        <p className={styles.notice} role="status">
          {newest.kept.kind === "stored"
            ? `Version ${newest.kept.version} was saved meanwhile.`
            : "The file was changed meanwhile."}{" "}
          {isDirty ? (
            "Saving shows both side by side."
          ) : (
            <Button
              size="small"
              onClick={() => {
                document.replace(newest.text, "Take what is new");
                saving.settle({ current: newest.kept, theirs: newest.text });
              }}
            >
              Show it
            </Button>
          )}
        </p>
      ) : null}
      <PipelineDesigner
        document={document}
        reading={reading}
        views={views}
        forecast={open.kind === "forecast" ? forecast : undefined}
        server={server}
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
      {saving.conflict === undefined ? null : (
        <ConflictDialog
          conflict={saving.conflict}
          onClose={() => {
            saving.dismiss();
            setOpen(nothing);
          }}
          onKeep={(text) => {
            if (saving.conflict !== undefined) saving.settle(saving.conflict);
            document.replace(text, "Settle the conflict");
          }}
        />
      )}
      {isCommitting && saving.kept.kind === "file" ? (
        <CommitDialog
          file={saving.kept}
          before={saving.saved}
          after={document.text}
          runs={open.request !== undefined}
          busy={saving.isSaving}
          problem={saving.problem}
          onCommit={(message) => void keep(message, open.request)}
          onClose={() => setOpen(nothing)}
        />
      ) : null}
      {isProposing && saving.kept.kind === "file" ? (
        <ProposeDialog
          file={saving.kept}
          before={saving.saved}
          after={document.text}
          busy={saving.isSaving}
          problem={saving.problem}
          onPropose={async (proposal) => {
            if (await saving.propose(document.text, proposal)) setOpen(nothing);
          }}
          onClose={() => setOpen(nothing)}
        />
      ) : null}
      {open.kind === "run" && reading.check !== undefined ? (
        <RunDialog
          pipeline={pipeline}
          parameters={reading.check.parameters}
          missing={missing}
          request={open.request}
          onClose={() => setOpen(nothing)}
        />
      ) : null}
      {open.kind === "versions" ? (
        <VersionsDialog
          pipeline={pipeline.id}
          onRestore={(text, version) => {
            document.replace(text, `Restore version ${version}`);
            setOpen(nothing);
          }}
          onClose={() => setOpen(nothing)}
        />
      ) : null}
      {open.kind === "template" ? (
        <TemplateDialog pipeline={pipeline.id} name={pipeline.name} onClose={() => setOpen(nothing)} />
      ) : null}
      {leaving === undefined ? null : <LeaveDialog {...leaving} />}
    </div>
  );
}

function isRun(asked: unknown): boolean {
  return typeof asked === "object" && asked !== null && "run" in asked && asked.run === true;
}

function namesOf(items: readonly { readonly name: string }[] = []): readonly string[] {
  return [...new Set(items.map(({ name }) => name))];
}

/** The files that a server writes, by what they are called. */
const exportedAs = {
  json: (name: string) => `${name}.json`,
  mermaid: (name: string) => `${name}.mmd`,
  bitbucket: () => "bitbucket-pipelines.yml",
};
