/** Lets so many through in each turn of the event loop, in the order in which they came. `many` is asked each time. */
export function createSluice(many: () => number): () => Promise<void> {
  const waiting: (() => void)[] = [];
  let passed = 0;

  function nextTurn(): void {
    const through = waiting.splice(0, many());
    passed = through.length;
    if (passed > 0) setImmediate(nextTurn);
    for (const pass of through) pass();
  }

  return () => {
    if (passed === 0) setImmediate(nextTurn);
    if (passed >= many()) return new Promise((resolve) => waiting.push(resolve));
    passed += 1;
    return Promise.resolve();
  };
}
