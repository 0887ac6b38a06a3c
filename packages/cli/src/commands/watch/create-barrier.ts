/** Holds back what one of two streams tells until the other has come as far. */
export interface Barrier {
  /** Something has come as far as `position`. */
  reach(key: string, position: number): void;
  hasReached(key: string, position: number): boolean;
  /** Until it has, or until nothing at all has been reached for as long as patience lasts. One may wait at a time. */
  until(key: string, position: number): Promise<void>;
  /** From now on nothing is held back. */
  open(): void;
}

/** `patience` in milliseconds: a stream that is lost keeps nothing from being told. */
export function createBarrier(patience: number): Barrier {
  const reached = new Map<string, number>();
  let isOpen = false;
  let wake: (goesOn: boolean) => void = () => {};
  const hasReached = (key: string, position: number): boolean => (reached.get(key) ?? 0) >= position;
  return {
    hasReached,
    reach(key, position) {
      reached.set(key, position);
      wake(true);
    },
    async until(key, position) {
      for (let goesOn = true; goesOn && !isOpen && !hasReached(key, position); ) {
        const turn = Promise.withResolvers<boolean>();
        wake = turn.resolve;
        const timeout = setTimeout(() => turn.resolve(false), patience);
        goesOn = await turn.promise;
        clearTimeout(timeout);
      }
    },
    open() {
      isOpen = true;
      wake(false);
    },
  };
}
