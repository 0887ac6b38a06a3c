import { apiSource } from "./api-source.ts";
import { dockerBuild } from "./docker-build.ts";
import { e2eTests } from "./e2e-tests.ts";
import { fileUpload } from "./file-upload.ts";
import { gitClone } from "./git-clone.ts";
import { goBuild } from "./go-build.ts";
import { integrationTests } from "./integration-tests.ts";
import { nodeBuild } from "./node-build.ts";
import { pythonBuild } from "./python-build.ts";
import { script } from "./script.ts";
import type { StageType } from "./stage-type.ts";
import { unitTests } from "./unit-tests.ts";

/** The stage types that `uses` can name without another file. */
export interface StageTypeRegistry {
  get(type: string): StageType | undefined;
  /** In the order of a pipeline: sources, builds, tests. */
  list(): readonly StageType[];
}

const builtIn = [
  gitClone,
  fileUpload,
  apiSource,
  nodeBuild,
  pythonBuild,
  goBuild,
  dockerBuild,
  unitTests,
  integrationTests,
  e2eTests,
  script,
];

/** Those that come with Headrace and `more`, of which one with the same name wins. */
export function createStageTypes(more: readonly StageType[] = []): StageTypeRegistry {
  const types = new Map([...builtIn, ...more].map((type) => [type.type, type]));
  return {
    get: (type) => types.get(type),
    list: () => [...types.values()],
  };
}
