import { type Gesture, judgeConnection } from "@headrace/pipeline/edit";
import { edgeFiles, type OutlineStage } from "@headrace/pipeline/outline";
import { App } from "antd";
import { type ReactNode, useCallback, useEffect, useMemo, useRef, useState } from "react";
import { useSearchParams } from "react-router";
import type { CanvasEdge, CanvasEditing } from "../../canvas/canvas-editing.ts";
import type { DropTarget } from "../../canvas/geometry.ts";
import { StageCanvas } from "../../canvas/stage-canvas.tsx";
import { useLayout } from "../../canvas/use-layout.ts";
import { usePageActions } from "../../shell/actions.tsx";
import { designerActions } from "./designer-actions.ts";
import { DesignerPanel } from "./designer-panel.tsx";
import { additionOf, moveOf, placeFor, placeWords } from "./drop-gesture.ts";
import { edgesOfProblems } from "./edges-of-problems.ts";
import { type LibraryItem, libraryItems } from "./library-items.ts";
import styles from "./pipeline-designer.module.css";
import { ProblemsList } from "./problems-list.tsx";
import { type Problem, type Shape, stageAt, stageOfProblem } from "./reading.ts";
import type { ServerNames } from "./server-names.ts";
import { StageLibrary } from "./stage-library.tsx";
import type { PipelineDocument } from "./use-document.ts";
import { type Forecast, useFacts } from "./use-facts.ts";
import type { Reading } from "./use-reading.ts";
import { useShowing } from "./use-showing.ts";
import type { Views } from "./use-views.ts";
import { YamlEditor } from "./yaml-editor.tsx";

export interface PipelineDesignerProps {
  readonly document: PipelineDocument;
  readonly reading: Reading;
  readonly views: Views;
  /** What would run, painted on the canvas. */
  readonly forecast: Forecast | undefined;
  readonly server: ServerNames;
  /** Buttons for the selected stage: run it alone, or up to it. */
  readonly stageActions: (stage: string) => ReactNode;
  /** Above the canvas, such as a question to the plan. */
  readonly children?: ReactNode;
}

const none: readonly OutlineStage[] = [];
const noProblems: readonly Problem[] = [];

/** A pipeline to draw: its graph beside its text, always in step. */
export function PipelineDesigner(props: PipelineDesignerProps) {
  const { document, reading, views, forecast, server, stageActions, children } = props;
  const { message } = App.useApp();
  const { shape, drawn, check } = reading;
  const stages = drawn?.outline?.stages ?? none;
  const layout = useLayout(stages);
  const facts = useFacts(stages, check, forecast);
  const problems = check?.problems ?? noProblems;
  const wrongEdges = useMemo(() => edgesOfProblems(problems, shape), [problems, shape]);
  const [selectedEdge, setSelectedEdge] = useState<CanvasEdge | undefined>(undefined);
  const [over, setOver] = useState<DropTarget | undefined>(undefined);
  const [insertAt, setInsertAt] = useState<CanvasEdge | undefined>(undefined);
  const { reveal, place, onCanvas, inText, stageInText } = useShowing(shape);
  const { edit, select, selected, text } = document;

  const show = useCallback(
    (stage: string, focus = false) => {
      onCanvas([stage]);
      stageInText(stage, focus);
    },
    [onCanvas, stageInText],
  );
  const perform = useCallback(
    (gesture: Gesture, label: string): boolean => {
      const result = edit(gesture, label);
      if (result.kind === "refused") {
        void message.warning(result.message);
        return false;
      }
      if (result.stages.length > 0) onCanvas(result.stages);
      setSelectedEdge(undefined);
      return true;
    },
    [edit, message, onCanvas],
  );
  const choose = useCallback(
    (ids: readonly string[]) => {
      select(ids);
      setSelectedEdge(undefined);
      const [only] = ids;
      if (ids.length === 1 && only !== undefined) stageInText(only, false);
    },
    [select, stageInText],
  );

  const { showForm, showLibrary: openLibrary } = views;
  const openPanel = useCallback(
    (stage: string) => {
      showForm();
      onCanvas([stage]);
    },
    [showForm, onCanvas],
  );

  // A link may name the stage that is to be edited; once, since what is chosen afterwards is the person's.
  const [address] = useSearchParams();
  const wanted = useRef(address.get("stage"));
  useEffect(() => {
    const stage = wanted.current;
    if (stage === null || shape === undefined || !Object.hasOwn(shape.stages, stage)) return;
    wanted.current = null;
    choose([stage]);
    openPanel(stage);
  }, [shape, choose, openPanel]);

  const target: DropTarget | undefined = insertAt === undefined ? over : { kind: "edge", ...insertAt };
  const where = placeFor(target, selected);
  const put = useCallback(
    (item: LibraryItem, onto: DropTarget | undefined, after: readonly string[]) => {
      if (!perform(additionOf(item, placeFor(onto, after)), `Add ${item.name}`)) return;
      setInsertAt(undefined);
      // What it cannot do without is asked for at once.
      if (item.inputs.some(({ required }) => required)) showForm();
    },
    [perform, showForm],
  );

  const editing = useMemo<CanvasEditing>(
    () => ({
      selectedEdge,
      onSelectEdge: setSelectedEdge,
      judge: (from, to) => judgeConnection(graphOf(stages), { from, to }),
      onConnect: (edge) => perform({ kind: "connect", ...edge }, `Let ${edge.to} wait for ${edge.from}`),
      onInsert: (edge) => {
        setInsertAt(edge);
        openLibrary();
      },
      onDropStage: (stage, onto) => {
        const gesture = moveOf(stage, onto);
        if (gesture !== undefined) perform(gesture, `Move ${stage}`);
      },
      onDropType: (key, onto) => {
        setOver(undefined);
        const item = libraryItems().find((each) => each.key === key);
        if (item !== undefined) put(item, onto, selected);
      },
      onOverType: (onto) => setOver((before) => (JSON.stringify(before) === JSON.stringify(onto) ? before : onto)),
    }),
    [selectedEdge, stages, perform, put, selected, openLibrary],
  );
  const byId = useMemo(() => new Map(stages.map((stage) => [stage.id, stage])), [stages]);
  const filesOf = useCallback(
    (from: string, to: string) => {
      const [source, goal] = [byId.get(from), byId.get(to)];
      return source === undefined || goal === undefined ? [] : edgeFiles(source, goal);
    },
    [byId],
  );

  const { form: isFormOpen, toggle } = views;
  const letGo = useCallback(() => {
    if (insertAt !== undefined) setInsertAt(undefined);
    else if (isFormOpen) toggle("form");
    else choose([]);
  }, [insertAt, isFormOpen, toggle, choose]);
  usePageActions(
    useMemo(
      () =>
        designerActions({
          document,
          layout,
          selectedEdge,
          perform,
          choose,
          show,
          openPanel,
          openLibrary,
          letGo,
          say: (words) => void message.info(words),
        }),
      [document, layout, selectedEdge, perform, choose, show, openPanel, openLibrary, letGo, message],
    ),
  );

  const go = (problem: Problem): void => {
    const stage = stageOfProblem(problem);
    if (stage !== undefined) {
      choose([stage]);
      onCanvas([stage]);
    }
    const offset = problem.diagnostic.range?.start.offset;
    if (offset !== undefined) inText(offset, views.yaml);
  };
  const broken = shape !== undefined && shape.outline === null;
  return (
    <div className={styles.work}>
      <div className={styles.sides}>
        {views.library ? (
          <aside className={styles.library}>
            <StageLibrary
              place={placeWords(where, stages.length === 0)}
              onAdd={(item) => put(item, target, selected)}
              onLeave={() => setInsertAt(undefined)}
              focused={insertAt !== undefined}
            />
          </aside>
        ) : null}
        {views.canvas ? (
          <div className={styles.canvas}>
            {children}
            {broken ? (
              <p className={styles.broken}>The text cannot be read at the moment: this is the last graph that could.</p>
            ) : null}
            <div className={styles.graph}>
              <StageCanvas
                label="The pipeline's stages"
                stages={stages}
                layout={layout}
                selected={selected}
                onSelect={choose}
                onOpen={openPanel}
                facts={facts}
                filesOf={filesOf}
                wrongEdges={wrongEdges}
                editing={editing}
                {...(reveal === undefined ? {} : { reveal })}
              >
                {shape !== undefined && stages.length === 0 && !broken ? (
                  <div className={styles.empty}>
                    <p>No stages yet</p>
                    <p>Drag one from the library, or press n and choose.</p>
                  </div>
                ) : null}
              </StageCanvas>
            </div>
          </div>
        ) : null}
        {views.yaml ? (
          <div className={styles.yaml}>
            <YamlEditor
              text={text}
              onType={document.type}
              problems={problems}
              server={server}
              marked={markOf(shape, selected)}
              onCaret={(offset) => {
                const stage = shape === undefined ? undefined : stageAt(shape, offset);
                if (stage === undefined || (selected.length === 1 && selected[0] === stage)) return;
                select([stage]);
                onCanvas([stage]);
              }}
              reveal={place}
              onUndo={document.undo}
              onRedo={document.redo}
            />
          </div>
        ) : null}
        {views.form && shape !== undefined ? (
          <aside className={styles.panel}>
            <DesignerPanel
              shape={shape}
              stages={stages}
              selected={selected}
              problems={problems}
              server={server}
              perform={perform}
              stageActions={stageActions}
              onYaml={(stage) => {
                views.showYaml();
                if (stage !== undefined) show(stage, true);
              }}
              onClose={() => views.toggle("form")}
            />
          </aside>
        ) : null}
      </div>
      {problems.length > 0 && views.problems ? (
        <ProblemsList
          problems={problems}
          onGo={go}
          onFix={(problem, index) => {
            const fix = problem.fixes[index];
            if (fix !== undefined) perform(fix.gesture, fix.title);
          }}
        />
      ) : null}
    </div>
  );
}

function graphOf(stages: readonly OutlineStage[]) {
  return stages.map(({ id, needs }) => ({ id, needs: needs.map(({ stage }) => ({ stage })) }));
}

/** The lines of the selected stage, when it is one. */
function markOf(
  shape: Shape | undefined,
  selected: readonly string[],
): { readonly from: number; readonly to: number } | undefined {
  const [only] = selected;
  if (shape === undefined || selected.length !== 1) return undefined;
  const index = shape.starts.findIndex(({ stage }) => stage === only);
  const start = shape.starts[index];
  if (start === undefined) return undefined;
  const next = shape.starts[index + 1]?.offset ?? shape.text.length;
  // Up to the last line before the next stage that holds something.
  const body = shape.text.slice(start.offset, shape.text.lastIndexOf("\n", next - 1)).trimEnd();
  return { from: start.offset, to: start.offset + body.length };
}
