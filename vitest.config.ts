import { defineConfig } from "vitest/config";
import { ProgramsFirst } from "./test/programs-first.ts";

export default defineConfig({
  test: {
    // They start and make nothing by themselves. The first says where the others have their files.
    globalSetup: [
      "test/temporary/global-setup.ts",
      "test/postgres/global-setup.ts",
      "test/program/global-setup.ts",
      "test/vendors/global-setup.ts",
    ],
    // Loading is most of what many files take. Nothing has module-level state, so the files of a worker share what is
    // loaded; and Node runs TypeScript by itself, as it does outside of tests.
    isolate: false,
    experimental: { viteModuleRunner: false, nodeLoader: false },
    setupFiles: ["test/imports/setup.ts"],
    testTimeout: 30_000,
    hookTimeout: 30_000,
    // What passes at its second attempt is named as flaky in the last lines. A property that fails for one of its random
    // inputs has found a fault: it is not asked again.
    retry: { count: 1, condition: /^(?!Property failed)/ },
    // The suite is judged on two cores, and many tests wait for programs and clocks: two workers leave them idle at times.
    maxWorkers: 3,
    // Without V8's last compiler: most of what it compiles beside the tests on the same cores ends before that pays.
    execArgv: ["--no-opt"],
    sequence: { sequencer: ProgramsFirst },
    // What a passing test prints is noise.
    silent: "passed-only",
    include: ["packages/*/test/**/*.test.ts", "test/**/*.test.ts"],
  },
});
