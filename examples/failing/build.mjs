import { cp, mkdir, readdir, rm } from "node:fs/promises";
import { setTimeout as pause } from "node:timers/promises";

await rm("dist", { recursive: true, force: true });
await mkdir("dist");
for (const file of await readdir("src")) {
  await cp(`src/${file}`, `dist/${file}`);
  console.log(`src/${file} → dist/${file}`);
  // As long as a compiler would take, so that there is something to watch.
  await pause(300);
}
