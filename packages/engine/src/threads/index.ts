export { answerTasks } from "./answer-tasks.ts";
export { createThreads, type Threads } from "./create-threads.ts";
