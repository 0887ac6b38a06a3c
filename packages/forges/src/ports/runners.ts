/** `new`: it has never signed in. */
export const runnerStates = ["online", "offline", "unhealthy", "disabled", "new"] as const;
export type RunnerState = (typeof runnerStates)[number];
