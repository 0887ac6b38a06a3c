/** A bell with memory: `next` resolves at the first knock after it was asked for. */
export function createKnocks(): { next(): Promise<void>; knock(): void } {
  let pending = Promise.withResolvers<void>();
  return {
    next: () => pending.promise,
    knock: () => {
      pending.resolve();
      pending = Promise.withResolvers<void>();
    },
  };
}
