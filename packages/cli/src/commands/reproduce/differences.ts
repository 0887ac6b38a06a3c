import type { Machine } from "@headrace/engine/machine";

/** What may be otherwise here than where an execution ran, each as a line for people. */
export function differencesOf(there: Machine, here: Machine): readonly string[] {
  const lines: string[] = [];
  if (there.platform !== here.platform || there.arch !== here.arch) {
    lines.push(`system: ${there.platform} ${there.arch} there, ${here.platform} ${here.arch} here`);
  } else if (there.release !== here.release) {
    lines.push(`kernel: ${there.release} there, ${here.release} here`);
  }
  for (const name of [...new Set([...Object.keys(there.tools), ...Object.keys(here.tools)])].sort()) {
    const [theirs, ours] = [there.tools[name], here.tools[name]];
    if (theirs !== ours) lines.push(`${name}: ${theirs ?? "not"} there, ${ours ?? "not"} here`);
  }
  return lines;
}
