import { globSync, readFileSync } from "node:fs";
import type { KnipConfig } from "knip";

interface Manifest {
  readonly dependencies: Readonly<Record<string, string>>;
}

const needed = ["package.json", ...globSync("packages/*/package.json", { cwd: import.meta.dirname })].flatMap(
  (path) => {
    const manifest: Manifest = JSON.parse(readFileSync(new URL(path, import.meta.url), "utf8"));
    return Object.keys(manifest.dependencies);
  },
);

const config: KnipConfig = {
  workspaces: {
    ".": {
      // What is started as a program of its own, or loaded by --import, is imported by nothing.
      entry: [
        "scripts/*.{mjs,ts}",
        "bench/*.{mjs,ts}",
        "bench/programs/*.{mjs,ts}",
        "test/**/*.test.ts",
        "test/*.mjs",
        "test/{postgres,program}/*.ts",
      ],
      project: ["bin/**/*.js", "scripts/**/*.{mjs,ts}", "bench/**/*.{mjs,ts}", "test/**/*.ts"],
      // The root repeats the packages' dependencies; scripts/check-dependencies.ts compares.
      ignoreDependencies: needed,
    },
    "packages/cli": {
      entry: ["src/main.ts", "test/**/*.test.ts"],
      project: ["src/**/*.ts", "test/**/*.ts"],
    },
    "packages/web": {
      entry: ["src/main.tsx", "src/**/*-worker.ts", "scripts/*.ts", "test/**/*.test.ts"],
      project: ["src/**/*.{ts,tsx}", "scripts/*.ts", "test/**/*.ts"],
      // What the designer and the page of an execution are made of.
      ignoreDependencies: [
        "@codemirror/*",
        "@headrace/pipeline",
        "@lezer/highlight",
        "@tanstack/react-virtual",
        "@xyflow/react",
        "echarts",
        "react-markdown",
        "remark-gfm",
      ].map((name) => (name.endsWith("/*") ? new RegExp(`^${name.slice(0, -1)}`) : name)),
    },
    "packages/*": {
      entry: [
        "src/index.ts",
        "src/**/*-worker.ts",
        "test/**/*.test.ts",
        "test/**/read-one-file.ts",
        "test/support/use-*.ts",
      ],
      project: ["src/**/*.ts", "test/**/*.ts"],
    },
  },
  ignore: ["**/fixtures/**"],
  // Programs of the system, not of npm.
  ignoreBinaries: ["cc", "make", "mkfifo", "mount", "script", "umount"],
  ignoreExportsUsedInFile: true,
};

export default config;
