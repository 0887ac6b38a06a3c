import { join } from "node:path";

/** Where things lie in a data directory. */
export interface DataDirectoryLayout {
  readonly root: string;
  readonly database: string;
  readonly blobs: string;
  readonly logs: string;
  /** Trees of isolated workspaces and other things that live no longer than an execution. */
  readonly work: string;
}

export function dataDirectoryLayout(root: string): DataDirectoryLayout {
  return {
    root,
    database: join(root, "headrace.db"),
    blobs: join(root, "blobs"),
    logs: join(root, "logs"),
    work: join(root, "work"),
  };
}
