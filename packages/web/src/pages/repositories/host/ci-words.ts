import type { OperationName } from "@headrace/app/client";

/** Whose answers are others once a host's CI was switched. */
export const ciChanges: readonly OperationName[] = ["repositories.host-ci"];
