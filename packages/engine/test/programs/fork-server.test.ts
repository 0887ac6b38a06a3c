import { spawn } from "node:child_process";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";
import { hasForkServer } from "../../src/programs/fork-server.ts";

const script = fileURLToPath(new URL("../../src/programs/fork-server.pl", import.meta.url));

function requestOf(strings: readonly string[]): Buffer {
  const text = Buffer.from(strings.join("\0"));
  const length = Buffer.alloc(4);
  length.writeUInt32BE(text.length);
  return Buffer.concat([length, text]);
}

// A signal that arrives just before the fork server begins to wait is as good as one that never does.
test.runIf(hasForkServer)("the end of a program is told also when its signal wakes nobody", async () => {
  const server = spawn("env", ["--block-signal=CHLD", "perl", script], { stdio: ["pipe", "pipe", "inherit"] });
  try {
    const lines = createInterface({ input: server.stdout })[Symbol.asyncIterator]();
    const nextLine = async (): Promise<string | undefined> => (await lines.next()).value;
    expect(await nextLine()).toBe("ready");
    const shell = ["/bin/sh", "/", "", "/dev/null", "/dev/null", "", "", "2", "-c", "sleep 0.05; exit 3", "0"];
    server.stdin.write(requestOf(["launch", "7", ...shell]));
    expect(await nextLine()).toMatch(/^started 7 \d+$/);
    expect(await nextLine()).toBe("exited 7 3 0 0");
    const leaving = [...shell.slice(0, 9), "sleep 0.2 & exit 4", "0"];
    server.stdin.write(requestOf(["launch", "8", ...leaving]));
    expect(await nextLine()).toMatch(/^started 8 \d+$/);
    expect(await nextLine(), "its group is not empty").toBe("exited 8 4 0 1");
  } finally {
    server.kill("SIGKILL");
  }
});
