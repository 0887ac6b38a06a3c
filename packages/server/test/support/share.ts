import { afterAll, beforeAll, beforeEach } from "vitest";

/**
 * What the tests of a file share is made before the first and removed after the last. For the second attempt of a test it
 * is made anew: that finds nothing of what the first one left.
 */
export function share(make: () => Promise<void>, remove: () => unknown, timeout = 30_000): void {
  beforeAll(make, timeout);
  afterAll(remove);
  beforeEach(async ({ task }) => {
    if ((task.result?.retryCount ?? 0) === 0) return;
    await remove();
    await make();
  }, timeout * 2);
}
