import { spawn } from "node:child_process";
import type { Identity } from "../../programs/launch-program.ts";

/** Where every user may leave files. */
const shared = ["/tmp", "/var/tmp", "/dev/shm"];

/**
 * Removes what a user left in shared directories, before the next stage that has its id can read it. Done as that user: a
 * link put in the way leads nowhere it could not go itself.
 */
export async function cleanShared({ uid, gid }: Identity): Promise<void> {
  const findArguments = [...shared, "-xdev", "-mindepth", "1", "-maxdepth", "1", "-user", String(uid)];
  await new Promise<void>((resolve) => {
    const child = spawn("find", [...findArguments, "-exec", "rm", "-rf", "--", "{}", "+"], {
      uid,
      gid,
      cwd: "/",
      env: { PATH: "/usr/bin:/bin" },
      stdio: "ignore",
    });
    child.once("error", () => resolve());
    child.once("close", () => resolve());
  });
}
