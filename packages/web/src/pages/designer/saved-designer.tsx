import type { OutputOf } from "@headrace/app/client";
import { Button, Dropdown } from "antd";
import { useEffect, useMemo, useRef, useState } from "react";
import { Link, useLocation, useNavigate } from "react-router";
import { useServer } from "../../client/server-provider.tsx";
import { useMay } from "../../client/use-me.ts";
import { useOperation } from "../../client/use-operation.ts";
import { useTitle } from "../../common/page.tsx";
import { ProblemNotice } from "../../common/problem-notice.tsx";
import { type PageAction, usePageActions } from "../../shell/actions.tsx";
import { pagePaths } from "../../shell/page-paths.ts";
import { RunDialog, type RunRequest } from "../pipelines/run-dialog.tsx";
import { ConflictDialog } from "./conflict-dialog.tsx";
import { DesignerBar } from "./designer-bar.tsx";
import styles from "./designer-page.module.css";
import { ForecastBar } from "./forecast-bar.tsx";
import { LeaveDialog } from "./leave-dialog.tsx";
import { PipelineDesigner } from "./pipeline-designer.tsx";
import { TemplateDialog } from "./template-dialog.tsx";
import { useDocument } from "./use-document.ts";
import type { Forecast } from "./use-facts.ts";
import { useLeaving } from "./use-leaving.ts";
import { useMissing } from "./use-missing.ts";
import { useReading } from "./use-reading.ts";
import { type Kept, type SavedText, useSaving } from "./use-saving.ts";
import { useViews, viewActions } from "./use-views.ts";
import { VersionsDialog } from "./versions-dialog.tsx";

type Open =
  | { readonly kind: "nothing" | "versions" | "template" | "forecast" }
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
  const document = useDocument(initial.text);
  const reading = useReading(document.text);
  const saving = useSaving({ pipeline: pipeline.id, ...initial });
  const views = useViews();
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
  const leaving = useLeaving(() => isDirty);

  const save = async (): Promise<boolean> => !isDirty || (await saving.save(document.text));
  const run = async (request: RunRequest): Promise<void> => {
    if (await save()) setOpen({ kind: "run", request });
  };
  const latest = useRef({ save, run });
  latest.current = { save, run };
  const download = async (format: "yaml" | "json" | "mermaid"): Promise<void> => {
    if (format === "yaml") return offer(new Blob([document.text]), `${pipeline.name}.yml`);
    const { body } = await client.bytes("pipelines.export", { pipeline: pipeline.id, format });
    offer(await new Response(body).blob(), `${pipeline.name}.${format === "json" ? "json" : "mmd"}`);
  };
  const actions = useMemo(
    (): readonly PageAction[] => [
      { name: "Save", section: "Pipeline", keys: "Mod+s", run: () => void latest.current.save() },
      { name: "Save and run", section: "Pipeline", keys: "Mod+Enter", run: () => void latest.current.run({}) },
      { name: "What would run if…", section: "Pipeline", run: () => setOpen({ kind: "forecast" }) },
      ...(isStored
        ? ([
            { name: "Versions", section: "Pipeline", run: () => setOpen({ kind: "versions" }) },
            { name: "Save as a template", section: "Pipeline", run: () => setOpen({ kind: "template" }) },
          ] as const)
        : []),
      ...viewActions(views),
    ],
    [views, isStored],
  );
  usePageActions(actions);
  const problems = reading.check?.problems.length ?? 0;
  return (
    <div className={styles.page}>
      <DesignerBar
        name={pipeline.name}
        trail={<Link to={pagePaths.pipelines}>Pipelines</Link>}
        state={isDirty ? "Not saved yet" : keptWords(saving.kept)}
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
                  ]
                : []),
              { key: "yaml", label: "Export as YAML" },
            ],
            onClick: ({ key }) => {
              if (key === "versions" || key === "template") setOpen({ kind: key });
              else if (key === "yaml" || key === "json" || key === "mermaid") void download(key);
            },
          }}
        >
          <Button size="small">More</Button>
        </Dropdown>
        <Button size="small" disabled={!isDirty} loading={saving.isSaving} onClick={() => void save()}>
          Save
        </Button>
        <Button
          size="small"
          type="primary"
          disabled={!mayRun || reading.check?.valid === false}
          onClick={() => void run({})}
        >
          {isDirty ? "Save and run" : "Run"}
        </Button>
      </DesignerBar>
      {saving.problem === null ? null : <ProblemNotice problem={saving.problem} />}
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
            <Button size="small" disabled={!mayRun} onClick={() => void run({ stages: [stage] })}>
              Run only this
            </Button>
            <Button size="small" disabled={!mayRun} onClick={() => void run({ until: [stage] })}>
              Run up to here
            </Button>
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
          onClose={saving.dismiss}
          onKeep={(text) => {
            if (saving.conflict !== undefined) saving.settle(saving.conflict);
            document.replace(text, "Settle the conflict");
          }}
        />
      )}
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

function keptWords(kept: Kept): string {
  return kept.kind === "stored" ? `Version ${kept.version}` : `${kept.path} on ${kept.branch}`;
}

function isOther(mine: Kept, newest: Kept): boolean {
  if (mine.kind === "stored") return newest.kind === "stored" && newest.version > mine.version;
  return newest.kind === "file" && newest.digest !== mine.digest;
}

/** Gives the browser a file to save. */
function offer(file: Blob, name: string): void {
  const address = URL.createObjectURL(file);
  const link = window.document.createElement("a");
  link.href = address;
  link.download = name;
  link.click();
  URL.revokeObjectURL(address);
}
