import { lstat, readdir, rm } from "node:fs/promises";
import { join } from "node:path";
import { isAlive, removeAbandonedGroups } from "@headrace/engine";
import { HeadraceError } from "@headrace/pipeline";
import type { Store } from "@headrace/store";

export interface TidyTemporary {
  /** Absolute: where the directories of executions are made. */
  readonly parent: string;
  /** Epoch milliseconds. */
  readonly now: number;
  /** Executions that were removed from the lists just now. */
  readonly forgotten?: readonly string[];
}

/** Milliseconds for which a killed run that nobody resumes keeps its workspaces and masks. */
const patience = 7 * 24 * 60 * 60 * 1000;
const ofExecution = /^headrace-([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})$/;

/**
 * Removes what killed runs left in the temporary directory and among the control groups: of an execution that has ended or is forgotten at once, of
 * one that may still be resumed after a week without an event. What another data directory knows is left alone, and so
 * is what belongs to a living process or to another user.
 */
export async function tidyTemporary(store: Store, { parent, now, forgotten = [] }: TidyTemporary): Promise<void> {
  for (const name of await readdir(parent)) {
    const id = ofExecution.exec(name)?.[1];
    if (id === undefined) continue;
    const directory = join(parent, name);
    if (!(await isOwn(directory))) continue;
    if (!forgotten.includes(id) && !(await isOver(store, id, now))) continue;
    await rm(directory, { recursive: true, force: true, maxRetries: 3 });
  }
  removeAbandonedGroups();
}

async function isOwn(directory: string): Promise<boolean> {
  const status = await lstat(directory).catch(() => null);
  if (status === null || !status.isDirectory()) return false;
  return process.getuid === undefined || status.uid === process.getuid();
}

async function isOver(store: Store, id: string, now: number): Promise<boolean> {
  try {
    const { owner, events, createdAt } = await store.journal.load(id);
    if (isAlive(owner)) return false;
    const hasEnded = events.some(({ type }) => type === "execution.finished");
    return hasEnded || now - (events.at(-1)?.at ?? createdAt) > patience;
  } catch (error) {
    if (error instanceof HeadraceError && error.code === "execution-not-found") return false;
    throw error;
  }
}
