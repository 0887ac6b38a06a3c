import { createLauncher } from "@headrace/engine";

/**
 * One spawner for all servers that the tests of a worker start: each would start its own, and what a worker forks itself
 * takes some 15 ms of processor time, since its memory is that of all the tests that it has run. It ends with the worker.
 */
export const sharedLauncher = createLauncher("always");
