import { cp, mkdir, readdir, rm } from "node:fs/promises";

await rm("dist", { recursive: true, force: true });
await mkdir("dist");
for (const file of await readdir("src")) {
  await cp(`src/${file}`, `dist/${file}`);
  console.log(`src/${file} → dist/${file}`);
}
