// A process of its own that uses a data directory: the tests start several of them, and kill some.
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { Readable } from "node:stream";
import { storeArtifact } from "@headrace/engine/artifacts";
import { saveCache } from "@headrace/engine/caches";
import { openStore } from "../../src/index.ts";
import { createdEvent, eventsOf, finishedEvent, ranStage, recordOf } from "./executions.ts";

const [task = "", directory = "", argument = "", database] = process.argv.slice(2);
const clock = { now: () => Date.now() };
const store = await openStore({ directory, clock, ...(database === undefined ? {} : { database }) });
const execution = { id: argument || "e1", number: Number(argument.slice(1)) || 1 };

switch (task) {
  case "take-numbers": {
    const numbers: number[] = [];
    for (let count = 0; count < 50; count += 1) numbers.push(await store.journal.takeNumber("web-app"));
    process.stdout.write(JSON.stringify(numbers));
    break;
  }
  case "own": {
    await store.journal.create(recordOf(execution), eventsOf(execution, [createdEvent(execution)]));
    process.stdout.write("owned\n");
    setInterval(() => undefined, 1_000);
    break;
  }
  case "execute": {
    await store.journal.create(recordOf(execution), eventsOf(execution, [createdEvent(execution)]));
    await store.journal.append(execution.id, eventsOf(execution, ranStage("build", 5), 2));
    await store.journal.append(execution.id, eventsOf(execution, [finishedEvent], 5));
    break;
  }
  case "put-blob": {
    // Several parts of eight: it is killed while some are written and others are not.
    const chunks = Array.from({ length: 32 }, (_, index) => Buffer.alloc(1024 * 1024, index));
    await store.blobs.put(Readable.from(chunks));
    break;
  }
  case "save-cache": {
    const workspace = join(directory, "..", "workspace");
    mkdirSync(workspace, { recursive: true });
    writeFileSync(join(workspace, "cached"), argument);
    await saveCache({ workspace, key: "k", scope: "repository", paths: ["cached"], limit: 1e9 }, { ...store, clock });
    break;
  }
  case "store-artifact": {
    const workspace = join(directory, "..", "workspace");
    mkdirSync(workspace, { recursive: true });
    writeFileSync(join(workspace, "built"), "built");
    await storeArtifact(
      {
        workspace,
        declaration: { name: "dist", paths: ["built"] },
        of: { executionId: "e1", stage: "build", instance: "build", attempt: 1 },
      },
      { ...store, clock, ids: { next: () => "a1" } },
    );
    break;
  }
  default:
    throw new Error(`unknown task ${task}`);
}
if (task !== "own") await store.close();
