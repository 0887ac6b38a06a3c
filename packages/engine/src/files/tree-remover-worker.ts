import { answerTasks } from "../threads/answer-tasks.ts";
import { removeSmallTree } from "./remove-tree.ts";

/** Entries, so that no tree waits long for another one. */
const most = 2_000;

answerTasks((path: string) => removeSmallTree(path, most));
