import { at, type Links } from "./links.ts";

/**
 * The strongly connected components that hold a cycle, as sets of indexes
 * (Tarjan 1972, with a stack of our own: a chain of thousands would overflow the engine's).
 */
export function cyclicComponents(links: Links): readonly (readonly number[])[] {
  const count = links.ids.length;
  const visited = new Int32Array(count).fill(-1);
  const lowest = new Int32Array(count);
  const onStack = new Uint8Array(count);
  const open: number[] = [];
  const found: number[][] = [];
  let clock = 0;
  for (let root = 0; root < count; root += 1) {
    if (visited[root] !== -1) continue;
    const path = [{ index: root, next: 0 }];
    while (path.length > 0) {
      const frame = path[path.length - 1];
      if (!frame) break;
      const { index } = frame;
      if (visited[index] === -1) {
        visited[index] = lowest[index] = clock;
        clock += 1;
        open.push(index);
        onStack[index] = 1;
      }
      const need = at(links.needs, index)[frame.next];
      if (need !== undefined) {
        frame.next += 1;
        if (visited[need] === -1) path.push({ index: need, next: 0 });
        else if (onStack[need] === 1) lower(lowest, index, visited[need]);
        continue;
      }
      path.pop();
      const parent = path[path.length - 1];
      if (parent) lower(lowest, parent.index, lowest[index]);
      if (lowest[index] === visited[index]) {
        const members = open.splice(open.lastIndexOf(index));
        for (const member of members) onStack[member] = 0;
        if (members.length > 1 || at(links.needs, index).includes(index)) found.push(members);
      }
    }
  }
  return found;
}

function lower(lowest: Int32Array, index: number, value: number | undefined): void {
  lowest[index] = Math.min(lowest[index] ?? 0, value ?? 0);
}
