import { defineConfig } from "vitest/config";

export default defineConfig({
  test: {
    include: ["packages/*/test/**/*.test.ts", "test/**/*.test.ts"],
    // Starts nothing by itself.
    globalSetup: "test/postgres/global-setup.ts",
    testTimeout: 30_000,
    hookTimeout: 30_000,
    // The suite is judged on two cores; tests that start programs need some of them for those.
    maxWorkers: 2,
    // What a passing test prints is noise.
    silent: "passed-only",
  },
});
