import { readFileSync } from "node:fs";
import { availableParallelism, cpus, loadavg, platform, release, totalmem } from "node:os";

/** What the figures depend on, without what names the machine or its owner. */
export function describeMachine(): readonly string[] {
  const memory = Math.min(totalmem(), process.constrainedMemory() || Number.POSITIVE_INFINITY);
  return [
    `${availableParallelism()} cores of ${cpus()[0]?.model.trim() ?? "an unnamed processor"}`,
    `${(memory / 1024 ** 3).toFixed(1)} GiB of memory`,
    `${platform()} ${release()}${distribution()}`,
    `Node.js ${process.versions.node}`,
  ];
}

/** Processes that wanted to run, over the last minute: above what the benchmark itself runs, it was not alone. */
export function describeLoad(): string {
  return (loadavg()[0] ?? 0).toFixed(1);
}

function distribution(): string {
  try {
    const name = /^PRETTY_NAME="?([^"\n]+)/m.exec(readFileSync("/etc/os-release", "utf8"))?.[1];
    return name === undefined ? "" : ` (${name})`;
  } catch {
    return "";
  }
}
