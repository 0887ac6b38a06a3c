import { randomBytes } from "node:crypto";
import { totalmem } from "node:os";
import type { Executor, StageSession } from "../../ports/executor.ts";
import { createLauncher, type Launcher, type StarterUse } from "../../programs/launcher.ts";
import { type ControlGroups, createControlGroups } from "./control-groups.ts";
import { createGroupedProcesses } from "./grouped-processes.ts";
import { createIdentityProcesses } from "./identity-processes.ts";
import { isMadeBy, markToken, markValue, markVariable } from "./mark.ts";
import { createMarkedProcesses } from "./marked-processes.ts";
import { openAs } from "./open-as.ts";
import { createOutputPipes } from "./output-pipes.ts";
import { createPrivateDirectory } from "./private-directory.ts";
import { createProcessScanner } from "./process-scanner.ts";
import { ofThisUser } from "./process-table.ts";
import { reap } from "./reap.ts";
import { createIdentities, type RunAs } from "./run-as.ts";
import { scratchPlaces } from "./scratch-places.ts";
import type { StageGroup } from "./stage-group.ts";
import type { StageProcesses } from "./stage-processes.ts";
import { createStageSession } from "./stage-session.ts";

export interface ProcessExecutorOptions {
  /** Where the private directory for scripts and pipes is made; see `scratchPlaces` unless said. */
  readonly temporaryDirectory?: string;
  /** Control groups where the system allows them: yes unless said. Without them no memory limit can be set. */
  readonly controlGroups?: boolean;
  /**
   * Milliseconds for which a step whose shell has exited waits for streams that a background process
   * still holds, while they are silent; three times that while they are not. 1000 unless said.
   */
  readonly outputPatience?: number;
  /** Who starts the programs: a starter while several run at once, unless said. Linux; elsewhere always this process. */
  readonly starter?: StarterUse;
  /** Whether the starter is a fork server: where there can be one, unless said. */
  readonly forkServer?: boolean;
  /** Who starts them instead, for others as well; it is left open. */
  readonly launcher?: Launcher;
  /**
   * Stages run as users of their own, each another than those that run at the same time, who can reach neither what this
   * process has nor what other stages have. Only of isolated workspaces. This process must be root's.
   */
  readonly runAs?: RunAs;
}

/**
 * Runs stages as child processes of this one.
 *
 * What a stage starts is known by its control group where this process may make one (Linux, version 1
 * or 2), elsewhere by the sessions of its shells and by its mark in the environment.
 */
export function createProcessExecutor(options: ProcessExecutorOptions = {}): Executor {
  const nonce = randomBytes(6).toString("hex");
  const identities = options.runAs === undefined ? null : createIdentities(options.runAs);
  const scanner = createProcessScanner({
    of: (user) => ofThisUser(user) || identities?.has(user) === true,
    isOwn: (token) => isMadeBy(token, nonce),
    // Those in its groups are found there, and they may be a thousand. What runs as another user is in none.
    among: () => (identities === null ? groups().outsiders(nonce) : null),
  });
  const places = options.temporaryDirectory === undefined ? scratchPlaces() : [options.temporaryDirectory];
  const directory = createPrivateDirectory(places, { passable: identities !== null });
  const launcher = options.launcher ?? createLauncher(options.starter ?? "severalPrograms", options);
  const pipes = createOutputPipes(directory, launcher.makePipes);
  const sessions = new Set<StageSession>();
  let opened = 0;
  let known: ControlGroups | null = null;

  // Looked for when first needed: a program that only asks for help does not pay for it.
  function groups(): ControlGroups {
    known ??= createControlGroups({ use: options.controlGroups ?? true });
    return known;
  }

  function processesOf(token: string, group: StageGroup | null): StageProcesses {
    const marked = createMarkedProcesses(token, scanner);
    return group === null ? marked : createGroupedProcesses(group, marked);
  }

  return {
    kind: "process",

    refuse({ memory, cpu }) {
      const refusals: string[] = [];
      if (memory !== undefined) {
        const refusal = groups().memoryRefusal;
        if (refusal !== null) refusals.push(`resources.memory: ${refusal}`);
        else if (memory > totalmem()) {
          refusals.push(`resources.memory: ${memory} bytes are asked for, and this machine has ${totalmem()}`);
        }
      }
      if (cpu !== undefined) refusals.push("resources.cpu: child processes share the processor; leave it out");
      return refusals;
    },

    expect(steps) {
      // First who makes the pipes.
      launcher.expect(steps);
      pipes.prepare();
    },

    async open({ executionId, memory, directories = [], signal }) {
      const mark = { executionId, nonce, session: ++opened };
      const token = markToken(mark);
      const other = identities === null ? null : await openAs(identities, directories, signal);
      let inner: StageSession;
      try {
        // What is told by its user needs no group to be found.
        const group = other !== null && memory === undefined ? null : groups().create(mark, memory);
        inner = createStageSession({
          mark: markValue(mark, process.env[markVariable]),
          directory,
          launcher,
          pipes,
          group,
          outputPatience: options.outputPatience ?? 1_000,
          processes: other === null ? processesOf(token, group) : createIdentityProcesses(other.identity, scanner),
          ...(other === null ? {} : { as: other }),
        });
      } catch (error) {
        other?.release();
        throw error;
      }
      const session: StageSession = {
        ...inner,
        async close() {
          await inner.close();
          other?.release();
          sessions.delete(session);
        },
      };
      sessions.add(session);
      return session;
    },

    async reap(executionId) {
      const isStray = (user: number): boolean => identities?.has(user) === true && !identities.isLeased(user);
      const ended = await reap({ executionId, nonce, groups: groups(), scanner, isStray });
      directory.sweep();
      return ended;
    },

    async close() {
      try {
        await Promise.all([...sessions].map((session) => session.close()));
      } finally {
        // They are made by it.
        await pipes.settled();
        if (options.launcher === undefined) launcher.close();
        directory.close();
      }
    },
  };
}
