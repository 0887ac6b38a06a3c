import {
  autocompletion,
  type CompletionContext,
  type CompletionResult,
  closeBrackets,
  closeBracketsKeymap,
  completionKeymap,
} from "@codemirror/autocomplete";
import { defaultKeymap, indentWithTab } from "@codemirror/commands";
import { yaml } from "@codemirror/lang-yaml";
import {
  bracketMatching,
  foldGutter,
  foldKeymap,
  indentOnInput,
  indentUnit,
  syntaxHighlighting,
} from "@codemirror/language";
import { lintGutter, type Diagnostic as Mark, setDiagnostics } from "@codemirror/lint";
import { highlightSelectionMatches, searchKeymap } from "@codemirror/search";
import { Annotation, EditorState, StateEffect, StateField } from "@codemirror/state";
import {
  Decoration,
  type DecorationSet,
  drawSelection,
  EditorView,
  highlightActiveLine,
  highlightSpecialChars,
  keymap,
  lineNumbers,
} from "@codemirror/view";
import { completeText } from "@headrace/pipeline/complete";
import { useEffect, useRef } from "react";
import { pageNonce } from "./page-nonce.ts";
import type { Problem } from "./reading.ts";
import type { ServerNames } from "./server-names.ts";
import { editorTheme, highlighting } from "./yaml-theme.ts";

export interface YamlEditorProps {
  readonly text: string;
  readonly onType: (text: string) => void;
  readonly problems: readonly Problem[];
  /** For completion, with the names of the text itself. */
  readonly server: ServerNames;
  /** The part of the text that is marked: the selected stage. */
  readonly marked: { readonly from: number; readonly to: number } | undefined;
  /** The caret went there by hand. */
  readonly onCaret: (offset: number) => void;
  /** Brings a place into view; again whenever `at` changes. */
  readonly reveal: { readonly offset: number; readonly at: number; readonly focus: boolean } | undefined;
  readonly onUndo: () => void;
  readonly onRedo: () => void;
}

/** Marks a change that came from outside, so that it is not reported back. */
const fromOutside = Annotation.define<boolean>();
const markStage = StateEffect.define<{ readonly from: number; readonly to: number } | undefined>();

const markedStage = StateField.define<DecorationSet>({
  create: () => Decoration.none,
  update(marks, transaction) {
    let next = marks.map(transaction.changes);
    for (const effect of transaction.effects) {
      if (!effect.is(markStage)) continue;
      next = effect.value === undefined ? Decoration.none : linesOf(transaction.state, effect.value);
    }
    return next;
  },
  provide: (field) => EditorView.decorations.from(field),
});

function linesOf(state: EditorState, { from, to }: { readonly from: number; readonly to: number }): DecorationSet {
  const lines = [];
  const end = Math.min(to, state.doc.length);
  for (let at = Math.min(from, end); at <= end; ) {
    const line = state.doc.lineAt(at);
    lines.push(Decoration.line({ class: "cm-stage" }).range(line.from));
    if (line.to >= end) break;
    at = line.to + 1;
  }
  return Decoration.set(lines);
}

/** The text of the pipeline. What is done on the canvas is written into it, and what is typed is drawn. */
export function YamlEditor(props: YamlEditorProps) {
  const place = useRef<HTMLDivElement>(null);
  const view = useRef<EditorView | undefined>(undefined);
  const latest = useRef(props);
  latest.current = props;

  useEffect(() => {
    const parent = place.current;
    if (parent === null) return;
    const editor = new EditorView({
      parent,
      state: EditorState.create({
        doc: latest.current.text,
        extensions: [
          EditorView.cspNonce.of(pageNonce()),
          EditorState.tabSize.of(2),
          indentUnit.of("  "),
          lineNumbers(),
          foldGutter(),
          drawSelection(),
          // What would not be seen, or would turn the text around, is.
          highlightSpecialChars(),
          highlightActiveLine(),
          indentOnInput(),
          bracketMatching(),
          closeBrackets(),
          autocompletion({ override: [(context) => completeNames(context, latest.current.server)] }),
          highlightSelectionMatches(),
          lintGutter(),
          yaml(),
          syntaxHighlighting(highlighting),
          editorTheme,
          markedStage,
          // Not every browser lets keys reach what is only editable, and a wide text has to be scrolled by them.
          EditorView.contentAttributes.of({ "aria-label": "The pipeline as YAML", tabindex: "0" }),
          keymap.of([
            { key: "Mod-z", run: () => did(latest.current.onUndo), preventDefault: true },
            { key: "Mod-y", mac: "Mod-Shift-z", run: () => did(latest.current.onRedo), preventDefault: true },
            { key: "Mod-Shift-z", run: () => did(latest.current.onRedo), preventDefault: true },
            ...closeBracketsKeymap,
            ...searchKeymap,
            ...foldKeymap,
            ...completionKeymap,
            indentWithTab,
            ...defaultKeymap,
          ]),
          EditorView.updateListener.of((update) => {
            const outside = update.transactions.some((transaction) => transaction.annotation(fromOutside) === true);
            if (update.docChanged && !outside) latest.current.onType(update.state.doc.toString());
            if (update.selectionSet && !outside) latest.current.onCaret(update.state.selection.main.head);
          }),
        ],
      }),
    });
    view.current = editor;
    return () => {
      view.current = undefined;
      editor.destroy();
    };
  }, []);

  const { text, problems, marked, reveal } = props;
  useEffect(() => {
    const editor = view.current;
    if (editor === undefined) return;
    const change = leastChange(editor.state.doc.toString(), text);
    if (change !== undefined) editor.dispatch({ changes: change, annotations: fromOutside.of(true) });
  }, [text]);
  useEffect(() => {
    const editor = view.current;
    if (editor === undefined) return;
    const length = editor.state.doc.length;
    const marks = problems.flatMap(({ diagnostic }): Mark[] => {
      if (diagnostic.range === undefined) return [];
      const from = Math.min(diagnostic.range.start.offset, length);
      const message = diagnostic.mend === undefined ? diagnostic.message : `${diagnostic.message} ${diagnostic.mend}`;
      return [
        {
          from,
          to: Math.min(Math.max(diagnostic.range.end.offset, from), length),
          severity: diagnostic.severity,
          message,
        },
      ];
    });
    editor.dispatch(setDiagnostics(editor.state, marks));
  }, [problems]);
  useEffect(() => {
    view.current?.dispatch({ effects: markStage.of(marked) });
  }, [marked?.from, marked?.to, marked]);
  useEffect(() => {
    const editor = view.current;
    if (editor === undefined || reveal === undefined) return;
    const offset = Math.min(reveal.offset, editor.state.doc.length);
    editor.dispatch({
      ...(reveal.focus ? { selection: { anchor: offset } } : {}),
      effects: EditorView.scrollIntoView(offset, { y: "center" }),
      annotations: fromOutside.of(true),
    });
    if (reveal.focus) editor.focus();
  }, [reveal]);
  return <div ref={place} className="yaml-editor" />;
}

/** The names that may stand in the expression at the caret. */
function completeNames({ state, pos, explicit }: CompletionContext, server: ServerNames): CompletionResult | null {
  const found = completeText(state.doc.toString(), pos, server);
  if (found === undefined || (found.word === "" && !explicit)) return null;
  return {
    from: found.from,
    options: found.names.map((label) => ({ label, type: label.endsWith("(") ? "function" : "variable" })),
    validFor: /^[\w.'[\]-]*$/,
  };
}

function did(action: () => void): boolean {
  action();
  return true;
}

/** What has to be replaced to make one text of the other: the caret and the scroll stay where they are. */
function leastChange(before: string, after: string): { from: number; to: number; insert: string } | undefined {
  if (before === after) return undefined;
  const most = Math.min(before.length, after.length);
  let [head, tail] = [0, 0];
  while (head < most && before.charCodeAt(head) === after.charCodeAt(head)) head += 1;
  while (
    tail < most - head &&
    before.charCodeAt(before.length - 1 - tail) === after.charCodeAt(after.length - 1 - tail)
  ) {
    tail += 1;
  }
  return { from: head, to: before.length - tail, insert: after.slice(head, after.length - tail) };
}
