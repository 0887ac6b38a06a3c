// npm run mend-lock: adds to package-lock.json the platform packages that the registry in use did not know when the
// lock was written, such as a mirror that holds one platform only.
//
// npm leaves such a package out of the lock, and then `npm ci` refuses the lock everywhere. What is added is what the
// package's name says (version, os, cpu, libc), without an integrity; `npm install` against the full registry fills
// that in. Entries for another platform are never fetched.
import { type Lock, type LockEntry, missingFromLock, readLock, writeLock } from "./lock.ts";

const systems = ["aix", "android", "darwin", "freebsd", "linux", "netbsd", "openbsd", "openharmony", "sunos", "win32"];
const processors = ["arm64", "arm", "ia32", "loong64", "ppc64", "riscv64", "s390x", "x64"];

const lock = readLock();
const added: Record<string, LockEntry> = {};
for (const { name, version, from } of missingFromLock(lock)) {
  const entry = describePlatform(name);
  if (entry === undefined || !/^\d+\.\d+\.\d+$/.test(version)) {
    console.error(`${name}@${version}, needed by ${from}, is no platform package: run npm install.`);
    process.exitCode = 1;
    continue;
  }
  const { dev, license } = lock.packages[from] ?? {};
  added[`node_modules/${name}`] = { version, ...(dev === true ? { dev } : {}), license, optional: true, ...entry };
  console.log(`added ${name}@${version}`);
}
writeLock(withEntries(lock, added));

function describePlatform(name: string): LockEntry | undefined {
  const words = name.split(/[/@-]/);
  const system = systems.find((word) => words.includes(word));
  const processor = processors.find((word) => words.includes(word));
  if (system === undefined || processor === undefined) return undefined;
  const isMusl = words.some((word) => word.startsWith("musl"));
  const isGlibc = words.some((word) => word.startsWith("gnu"));
  const libc = isMusl ? ["musl"] : isGlibc ? ["glibc"] : undefined;
  return { cpu: [processor], ...(libc === undefined ? {} : { libc }), os: [system] };
}

/** npm keeps the entries in the order of their names. */
function withEntries(lock: Lock, added: Readonly<Record<string, LockEntry>>): Lock {
  const entries = Object.entries({ ...lock.packages, ...added });
  return { ...lock, packages: Object.fromEntries(entries.sort(([left], [right]) => left.localeCompare(right, "en"))) };
}
