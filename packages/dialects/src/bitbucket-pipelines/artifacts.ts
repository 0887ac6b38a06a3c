import type { Need, Stage } from "@headrace/pipeline";
import { unlessEmpty, unlessNone, without } from "../write/parts.ts";
import { limits } from "./limits.ts";
import { claimName } from "./names.ts";
import { outputsPath } from "./outputs.ts";
import { type Place, plainText } from "./values.ts";

const day = 86_400_000;

/** Which artifacts there are when a step starts, and which it takes. */
export interface Artifacts {
  /** What a step uploads and downloads; undefined where nothing is to be said. */
  of(place: Place): Record<string, unknown> | undefined;
  /** What was uploaded so far can be had by what is written from now on. */
  settle(): void;
}

interface Uploaded {
  readonly stage: string;
  /** As the stage calls it; absent of its outputs, which whoever needs it takes. */
  readonly own?: string;
  /** Unique in the pipeline, as Bitbucket knows it. */
  readonly name: string;
}

export function createArtifacts(): Artifacts {
  const taken = new Set<string>();
  const settled: Uploaded[] = [];
  const fresh: Uploaded[] = [];
  return {
    of(place) {
      const { stage } = place;
      const uploads = stage.artifacts.map(({ name, paths, retention }, index) => {
        noteRetention(place, index, retention);
        const written = paths.map((path) => plainText(path, place, ["stages", stage.id, "artifacts", index, "paths"]));
        const unique = claimName(name, taken);
        fresh.push({ stage: stage.id, own: name, name: unique });
        const excluded = written.filter((path) => path.startsWith("!")).map((path) => path.slice(1));
        return without({
          name: unique,
          type: "shared",
          paths: written.filter((path) => !path.startsWith("!")),
          "ignore-paths": unlessNone(excluded),
        });
      });
      const outputs = outputsOf(place, taken);
      fresh.push(...outputs.map(({ name }) => ({ stage: stage.id, name })));
      return unlessEmpty(
        without({
          upload: unlessNone([...uploads, ...outputs, ...testReports(place, taken)]),
          download: download(stage, settled),
        }),
      );
    },
    settle() {
      settled.push(...fresh.splice(0));
    },
  };
}

/** Everything there is is downloaded unless said. */
function download({ needs }: Stage, settled: readonly Uploaded[]): false | readonly string[] | undefined {
  const wanted = settled.filter((uploaded) =>
    needs.some(({ stage, artifacts }) => stage === uploaded.stage && takes(artifacts, uploaded.own)),
  );
  if (wanted.length === settled.length) return undefined;
  return wanted.length === 0 ? false : wanted.map(({ name }) => name);
}

function takes(artifacts: Need["artifacts"], own: string | undefined): boolean {
  if (own === undefined) return true;
  return typeof artifacts === "boolean" ? artifacts : artifacts.includes(own);
}

function outputsOf({ stage, handing }: Place, taken: Set<string>) {
  if (!handing.has(stage.id)) return [];
  return [{ name: claimName(`${stage.id}-outputs`, taken), type: "shared", paths: [outputsPath(stage.id)] }];
}

/** JUnit reports, which Bitbucket reads by itself in some folders only. */
function testReports(place: Place, taken: Set<string>): readonly Record<string, unknown>[] {
  const { stage } = place;
  const paths = (stage.reports?.junit ?? []).map((path) =>
    plainText(path, place, ["stages", stage.id, "reports", "junit"]),
  );
  if (paths.length === 0) return [];
  return [{ name: claimName("test-reports", taken), type: "test-reports", paths, "capture-on": "always" }];
}

function noteRetention({ stage, notes }: Place, index: number, retention: number | undefined): void {
  if (retention === undefined || retention === limits.artifactRetention * day) return;
  notes.add("changed", {
    path: ["stages", stage.id, "artifacts", index, "retention"],
    message: `Bitbucket keeps every artifact for ${limits.artifactRetention} days.`,
    ...(retention > limits.artifactRetention * day
      ? { mend: "Upload what has to stay to the repository's downloads." }
      : {}),
  });
}
