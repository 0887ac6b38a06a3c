import { execFileSync } from "node:child_process";
import { join } from "node:path";
import { expect, test } from "vitest";
import { bootstrapToken, type ServerProcess, startServerProcess } from "../support/server.ts";
import { createWorkbench } from "../support/workbench.ts";

const definition = `name: slow
stages:
  first: { steps: [echo begun] }
  second:
    needs: [first]
    steps:
      - run: |
          echo "attempt $HEADRACE_ATTEMPT"
          [ "$HEADRACE_ATTEMPT" = 1 ] && sleep 60
          echo done
`;

async function post(server: ServerProcess, path: string, body: unknown): Promise<{ readonly id: string }> {
  const response = await fetch(`${server.url}/api/v1${path}`, {
    method: "POST",
    headers: { authorization: `Bearer ${bootstrapToken}`, "content-type": "application/json" },
    body: JSON.stringify(body),
  });
  // What the server answers is its own tests' matter.
  return JSON.parse(await response.text());
}

test.each(["SIGKILL", "SIGTERM"] as const)(
  "who watches goes on watching when the server ends by %s and starts again",
  async (signal) => {
    using bench = createWorkbench({ "code/data.txt": "data\n" });
    const code = join(bench.directory, "code");
    const person = ["-c", "user.name=Ada", "-c", "user.email=ada@example.org"];
    for (const words of [
      ["init", "-q", "-b", "main"],
      ["add", "."],
      [...person, "commit", "-qm", "Begin"],
    ]) {
      execFileSync("git", ["-C", code, ...words]);
    }
    const dataDirectory = join(bench.directory, "data");
    const first = await startServerProcess({ dataDirectory, parameters: ["--trust-pipelines"] });
    const repository = (await post(first, "/repositories", { name: "slow", location: code })).id;
    await post(first, "/pipelines", { name: "slow", repository, text: definition });

    const second = Promise.withResolvers<ServerProcess>();
    let restarted = false;
    const watched = bench.headrace(["trigger", "slow", "--wait"], {
      environment: first.environment,
      onOutput(output) {
        if (restarted || !output.includes("attempt 1")) return;
        restarted = true;
        // What a process printed within the last moments before a crash may not be kept yet.
        setTimeout(() => first.signal(signal), 500);
        const { port } = new URL(first.url);
        const again = { dataDirectory, parameters: ["--trust-pipelines", "--port", port] };
        first.ended.then(() => startServerProcess(again)).then(second.resolve, second.reject);
      },
    });
    const ran = await watched;
    await using _again = await second.promise;
    expect(ran).toMatchObject({ exitCode: 0, stdout: expect.stringContaining("✓ slow#1 succeeded in") });
    for (const line of ["first | begun", "second | attempt 1", "second | attempt 2", "second | done"]) {
      expect(ran.stdout.split("\n").filter((each) => each === line)).toHaveLength(1);
    }
  },
  60_000,
);
