import { spawn } from "node:child_process";
import type { Identity } from "../../programs/launch-program.ts";
import type { ProcessScanner } from "./process-scanner.ts";
import { lastPid, listProcesses } from "./process-table.ts";
import type { StageProcesses } from "./stage-processes.ts";

/** As of marked processes: for so long the ids given since the stage's start tell which processes can be its own. */
const youth = 1_000;

/**
 * Finds a stage's processes by the user that no other stage has: nothing leaves it, whatever session, group, environment
 * or control group it moves to.
 */
export function createIdentityProcesses({ uid, gid }: Identity, scanner: ProcessScanner): StageProcesses {
  const bornAt = performance.now();
  const firstPid = lastPid();
  const of = (user: number): boolean => user === uid;

  return {
    shellStarted: () => undefined,
    shellExited: () => undefined,
    async find() {
      const upTo = firstPid === null || performance.now() - bornAt > youth ? null : lastPid();
      if (firstPid !== null && upTo !== null) return await listProcesses({ of, range: { after: firstPid, upTo } });
      // A full look serves all stages that ask for one at the same time.
      return (await scanner.scan()).filter(({ user }) => of(user));
    },
    killAll: () => endAllOf({ uid, gid }),
  };
}

/** The kernel ends all of a user's processes at once, so that a loop that forks faster than we look does not escape. */
export function endAllOf({ uid, gid }: Identity): void {
  const child = spawn("/bin/sh", ["-c", "kill -KILL -1"], {
    uid,
    gid,
    cwd: "/",
    env: {},
    stdio: "ignore",
    detached: true,
  });
  // Whether they are gone is looked at anyway.
  child.on("error", () => undefined);
  child.unref();
}
