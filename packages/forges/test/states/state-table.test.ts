import { existsSync, readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { renderStateReference } from "../../../../scripts/reference/render-state-reference.ts";
import { stateOf as cloudStateOf } from "../../src/bitbucket-cloud/states.ts";
import { stateOf as githubStateOf } from "../../src/github/states.ts";
import { type ForgeKind, forgeKinds, stateTable } from "../../src/index.ts";
import { type Subject, wordFor } from "../../src/states/state-words.ts";
import { specificationFile } from "../doubles/specification-file.ts";
import { wordsByPlace } from "../support/words-in.ts";

it("is what docs/states.md says; node scripts/write-state-reference.ts writes it", () => {
  expect(readFileSync(new URL("../../../../docs/states.md", import.meta.url), "utf8")).toBe(renderStateReference());
});

describe.each(forgeKinds)("%s", (kind) => {
  it.each(Object.entries(stateTable[kind]))("says each word of %s once", (_, words) => {
    const said = words.map(([word]) => word);
    expect(new Set(said).size).toBe(said.length);
  });
});

it("maps every word of runs, over or not, as its row says", () => {
  for (const [word, means] of stateTable["bitbucket-cloud"].runs) {
    const states = [{ name: word }, { name: "COMPLETED", result: { name: word } }].map(cloudStateOf);
    expect(states.map((state) => (state.kind === "finished" ? state.outcome : state.kind))).toContain(means);
    for (const state of states) expect(state.word).toBe(word);
  }
  for (const [word, means] of stateTable.github.runs) {
    const states = [{ status: word }, { status: "completed", conclusion: word }].map(githubStateOf);
    expect(states.map((state) => (state.kind === "finished" ? state.outcome : state.kind))).toContain(means);
    for (const state of states) expect(state.word).toBe(word);
  }
});

it("has a word for all that hosts are told", () => {
  for (const kind of forgeKinds) {
    for (const state of ["queued", "running", "success", "failed", "cancelled"] as const) {
      expect(wordFor(stateTable[kind].builds, state)).toMatch(/^\w+$/);
    }
  }
  for (const kind of ["bitbucket-data-center", "github"] as const) {
    for (const state of ["running", "success", "failed", "cancelled", "rolledBack"] as const) {
      expect(wordFor(stateTable[kind].deployments, state)).toMatch(/^\w+$/);
    }
  }
});

/** They say that something is over, and not how. */
const containers = ["COMPLETED", "completed"];

/** Where the vendors' documents list words. */
const documents: Readonly<Record<ForgeKind, { readonly name: string; readonly places: readonly Place[] }>> = {
  "bitbucket-cloud": {
    name: "bitbucket-cloud.swagger.json",
    places: [
      ["runs", /^pipeline(?:_step)?_state_.*\.name$/],
      ["runs", /^GET \/repositories\/\{workspace\}\/\{repo_slug\}\/pipelines\.status$/],
      ["builds", /^commitstatus\.state$/],
      ["deployments", /^deployment_state_.*\.name$/],
      ["reports", /^report\.result$/],
      ["tests", /^report_annotation\.result$/],
      ["runners", /^pipeline_runner_state\.status$/],
    ],
  },
  "bitbucket-data-center": {
    name: "bitbucket-dc-9.2.swagger.json",
    places: [
      ["builds", /^RestBuildStatus(?:SetRequest)?\.state$/],
      ["deployments", /^RestDeployment(?:SetRequest)?\.state$/],
      ["reports", /^RestInsightReport\.result$/],
    ],
  },
  github: {
    name: "github-actions.openapi.json",
    places: [
      ["runs", /^(?:job|check-run|check-suite)\.(?:status|conclusion)$/],
      ["runs", /^GET \/repos\/\{owner\}\/\{repo\}\/actions\/runs\.status$/],
      ["builds", /^POST \/repos\/\{owner\}\/\{repo\}\/statuses\/\{sha\}\.state$/],
      ["deployments", /^deployment-status\.state$/],
    ],
  },
};
type Place = readonly [Subject, RegExp];

it.for(forgeKinds)("has a row for every word in the vendor's document of %s", (kind, { skip }) => {
  const { name, places } = documents[kind];
  const file = specificationFile(name);
  skip(!existsSync(file), "the document is not at hand");
  const listed = [...wordsByPlace(file)];
  for (const [subject, place] of places) {
    const words = listed.flatMap(([at, found]) => (place.test(at) ? [...found] : []));
    expect(words, String(place)).not.toEqual([]);
    const known = stateTable[kind][subject].map(([word]) => word);
    expect([...known, ...containers]).toEqual(expect.arrayContaining(words));
  }
});
