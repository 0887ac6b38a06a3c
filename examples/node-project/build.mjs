import { cp, mkdir, rm } from "node:fs/promises";

await mkdir("reports", { recursive: true });
await rm("dist", { recursive: true, force: true });
await cp("src", "dist", { recursive: true });
console.log("built dist/");
