import { execFile } from "node:child_process";
import { existsSync } from "node:fs";
import { statfs } from "node:fs/promises";
import { availableParallelism, totalmem } from "node:os";
import { resolve } from "node:path";
import { promisify } from "node:util";
import { createProcessExecutor, hasForkServer } from "@headrace/engine";
import { openProject } from "@headrace/library/project";
import { formatSize, HeadraceError } from "@headrace/pipeline";
import type { CommandContext } from "../../context.ts";
import type { DataFlags } from "../../input/open-existing.ts";

export interface Finding {
  /** `note`: worth knowing; only some pipelines need it. `bad`: nothing can run like this. */
  readonly state: "good" | "note" | "bad";
  readonly subject: string;
  readonly text: string;
  readonly mend?: string;
}

/** Looks at what pipelines depend on. Changes nothing but what opening an existing data directory changes. */
export async function examine(context: CommandContext, flags: DataFlags): Promise<readonly Finding[]> {
  const tools = [
    tool("sh", ["-c", "echo present"], "bad"),
    tool("bash", ["--version"], "note"),
    tool("git", ["--version"], "note"),
    tool("python3", ["--version"], "note"),
    tool("docker", ["--version"], "note"),
  ];
  return [
    { state: "good", subject: "node", text: process.version },
    {
      state: "good",
      subject: "machine",
      text: `${availableParallelism()} cores, ${formatSize(totalmem())} of memory`,
    },
    ...(await Promise.all(tools)),
    memoryLimits(),
    ...(process.platform === "linux" ? [stageStarts()] : []),
    await freeSpace(context.directory),
    ...(await dataDirectory(context, flags)),
  ];
}

async function tool(name: string, parameters: readonly string[], missing: "note" | "bad"): Promise<Finding> {
  try {
    const { stdout } = await promisify(execFile)(name, parameters, { timeout: 10_000 });
    return { state: "good", subject: name, text: stdout.split("\n")[0]?.trim() ?? "present" };
  } catch {
    return {
      state: missing,
      subject: name,
      text: "not found",
      mend: `stages that call ${name} will fail until it is installed`,
    };
  }
}

function memoryLimits(): Finding {
  const request = { executionId: "doctor", instance: "doctor", attempt: 1, workspace: "/", memory: 64 * 1024 ** 2 };
  const problems = createProcessExecutor().refuse(request);
  if (problems.length === 0) return { state: "good", subject: "memory limits", text: "enforced by control groups" };
  return { state: "note", subject: "memory limits", text: problems.join("; ") };
}

function stageStarts(): Finding {
  const subject = "stage starts";
  if (hasForkServer) return { state: "good", subject, text: "by a fork server" };
  return {
    state: "note",
    subject,
    text: "by a Node.js of their own",
    mend: "install perl: each then takes 1 to 2 ms less",
  };
}

async function freeSpace(directory: string): Promise<Finding> {
  const { bavail, bsize } = await statfs(directory);
  const free = bavail * bsize;
  const text = `${formatSize(free)} free`;
  if (free > 1024 ** 3) return { state: "good", subject: "disk", text };
  return {
    state: "note",
    subject: "disk",
    text,
    mend: "logs, artifacts and caches need room; `headrace cache clear` frees some",
  };
}

async function dataDirectory(context: CommandContext, flags: DataFlags): Promise<readonly Finding[]> {
  const path = flags.data ?? ".headrace";
  if (!existsSync(resolve(context.directory, path))) {
    return [{ state: "note", subject: "data directory", text: `${path} does not exist yet; the first run makes it` }];
  }
  try {
    await using project = await openProject({ directory: context.directory, dataDirectory: path });
    const interrupted = await project.store.journal.interrupted();
    const sound: Finding = { state: "good", subject: "data directory", text: `${path} is sound` };
    if (interrupted.length === 0) return [sound];
    return [
      sound,
      {
        state: "note",
        subject: "interrupted",
        text: `${interrupted.length} ${interrupted.length === 1 ? "execution was" : "executions were"} interrupted`,
        mend: "`headrace resume` finishes the newest",
      },
    ];
  } catch (error) {
    if (!(error instanceof HeadraceError)) throw error;
    const { message, mend } = error;
    return [{ state: "bad", subject: "data directory", text: message, ...(mend === undefined ? {} : { mend }) }];
  }
}
