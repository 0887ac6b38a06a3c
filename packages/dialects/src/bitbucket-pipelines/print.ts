import type { ParameterValues, Pipeline } from "@headrace/pipeline";
import { dump, visit, type Node as YamlNode } from "js-yaml";
import { commentOf } from "../write/comment.ts";
import { without } from "../write/parts.ts";
import { createDefinitions } from "./definitions.ts";
import { type Item, itemsAgain, itemsOf } from "./items.ts";
import { rowsOf } from "./jobs.ts";
import { limits } from "./limits.ts";
import { noteLostOfPipeline } from "./lost.ts";
import { claimName, nameParameters } from "./names.ts";
import { type BitbucketNote, createNotes } from "./notes.ts";
import { customSection, sectionsOf, startsByItself } from "./sections.ts";
import type { Changesets } from "./step.ts";

export interface BitbucketPrintOptions {
  /** Only what is started by its name, whatever the triggers say: for a run without a commit. */
  readonly onDemand?: boolean;
  /** Values that such a run is given; what Bitbucket needs to know before it, such as an image, takes them. */
  readonly parameters?: ParameterValues;
}

export interface PrintedBitbucketPipelines {
  /** A whole `bitbucket-pipelines.yml`, which ends with a line end. */
  readonly text: string;
  /** The name of the custom pipeline, by which it is started there. */
  readonly custom: string;
  /** Of each parameter, the variable that carries it. */
  readonly variables: ReadonlyMap<string, string>;
  /** What Bitbucket cannot say, or not so. With one of severity `error`, something else would be run, or nothing. */
  readonly notes: readonly BitbucketNote[];
}

/**
 * A Headrace pipeline as `bitbucket-pipelines.yml`: each stage, or each instance of its matrix, is a step; needs become
 * rows of steps side by side. The same pipeline gives the same text.
 *
 * @see https://support.atlassian.com/bitbucket-cloud/docs/bitbucket-pipelines-configuration-reference/
 *
 * @example
 * printBitbucketPipelines(pipeline).text; // "pipelines:\n  custom:\n    hello:\n      - step: …"
 */
export function printBitbucketPipelines(
  pipeline: Pipeline,
  { onDemand = false, parameters: given = {} }: BitbucketPrintOptions = {},
): PrintedBitbucketPipelines {
  const notes = createNotes();
  const parameters = nameParameters(pipeline);
  const definitions = createDefinitions();
  noteLostOfPipeline(pipeline, notes);
  const parametersMayLack = !onDemand && startsByItself(pipeline);
  const rows = rowsOf({ pipeline, parameters, given, parametersMayLack, notes });
  const made = new Map<string, readonly Item[]>();
  const items = (condition?: Changesets) => {
    const key = JSON.stringify(condition ?? null);
    const known = made.get(key);
    const { failFast } = pipeline;
    const found =
      known !== undefined
        ? itemsAgain(known)
        : itemsOf(rows, { definitions, notes, failFast, ...(condition === undefined ? {} : { condition }) });
    made.set(key, found);
    return found;
  };
  const needs = { pipeline, parameters, notes, items };
  const pipelines = onDemand ? { custom: customSection(needs) } : sectionsOf(needs);
  if (pipeline.stages.some(({ timeout }) => timeout === undefined)) {
    const message = `A step that says no other time ends after ${limits.usualTime} minutes there.`;
    notes.add("default", { path: ["stages"], message });
  }
  const document = without({ definitions: definitions.document(), pipelines });
  return { text: heading(pipeline) + print(document), custom: pipeline.name, variables: parameters, notes: notes.all };
}

/** The text with its notes before it as comments, for a file that is read without them. */
export function withNotes({ text, notes }: Pick<PrintedBitbucketPipelines, "text" | "notes">): string {
  const said = notes.map(({ severity, path, message, mend }) => {
    const place = path.length === 0 ? "" : ` ${path.join(".")}:`;
    return commentOf([`${severity}:${place}`, message, ...(mend === undefined ? [] : [mend])].join(" "));
  });
  return said.join("") + text;
}

function heading({ name, description }: Pipeline): string {
  return commentOf(`${name}, written by Headrace\n${description ?? ""}`.trimEnd());
}

/** What several sections share stands once, under the name of its step. */
function print(document: Record<string, unknown>): string {
  return dump(document, {
    lineWidth: -1,
    transform: (documents) => {
      const names = new Map<string, string>();
      visit(documents, (node) => {
        if (node.kind === "alias") node.anchor = names.get(node.anchor) ?? node.anchor;
        else if (node.anchor !== undefined) {
          const own = anchorOf(node, new Set(names.values()));
          names.set(node.anchor, own);
          node.anchor = own;
        }
      });
    },
  });
}

function anchorOf(node: YamlNode, taken: Set<string>): string {
  const name =
    node.kind === "mapping"
      ? node.items.find(({ key }) => key.kind === "scalar" && key.value === "name")?.value
      : undefined;
  const words = name?.kind === "scalar" ? name.value.replace(/[^A-Za-z0-9]+/g, "-").replace(/^-+|-+$/g, "") : "";
  return claimName(words === "" ? "shared" : words.toLowerCase(), taken);
}
