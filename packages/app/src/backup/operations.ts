import { z } from "zod";
import { ByteAnswer } from "../operations/answers.ts";
import { defineOperation } from "../operations/operation.ts";
import { demandSoleOrganization } from "../system/demand-sole-organization.ts";
import { writeBackup } from "./write-backup.ts";

const createBackup = defineOperation({
  name: "backup.create",
  summary: "Download everything that the server keeps, as one archive, while it goes on",
  description:
    "A tar with zstd that `headrace restore` reads. The master key, without which no secret can be opened, is not in it. " +
    "Refused where the server has several organizations: then only who runs the server can make a backup, with `headrace backup`.",
  input: z.strictObject({}),
  output: z.unknown(),
  access: { kind: "organization", permission: "organization.write" },
  effect: "write",
  http: { method: "POST", path: "/system/backup", answers: ["bytes"] },
  example: { input: {} },
  handle: async ({ app }) => {
    await demandSoleOrganization(app, {
      why: "a backup holds them all",
      mend: "let whoever runs the server make one with `headrace backup`",
    });
    const day = new Date(app.clock.now()).toISOString().slice(0, 10);
    return new ByteAnswer(writeBackup(app.store, { withMasterKey: false, clock: app.clock }), {
      contentType: "application/zstd",
      fileName: `headrace-${day}.tar.zst`,
    });
  },
});

export const backupOperations = [createBackup] as const;
