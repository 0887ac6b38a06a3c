import { expect, it } from "vitest";
import type { ForgeArtifactContent } from "../../src/index.ts";
import { newId } from "../doubles/bitbucket-cloud/world.ts";
import { shareBitbucketCloud } from "../support/share-bitbucket-cloud.ts";

const name = { owner: "acme", name: "shop" };
const at = shareBitbucketCloud();

function addDownload(fileName: string, text = "zipped"): void {
  at.repository.downloads.push({ uuid: newId(), name: fileName, bytes: Buffer.from(text) });
}

function fileOf(fileName: string, content: Buffer, parts = 1) {
  let opened = 0;
  return {
    name: fileName,
    length: content.length,
    async *open() {
      opened += 1;
      const size = Math.ceil(content.length / parts);
      for (let start = 0; start < content.length; start += size) yield content.subarray(start, start + size);
    },
    timesOpened: () => opened,
  };
}

async function readBytes(content: ForgeArtifactContent): Promise<Buffer> {
  if (content.kind !== "bytes") throw new Error(`the content is ${content.kind}`);
  const chunks: Uint8Array[] = [];
  for await (const chunk of content.body) chunks.push(chunk);
  return Buffer.concat(chunks);
}

it("are listed over all pages", async () => {
  for (let number = 1; number <= 130; number++) addDownload(`shop-${number}.zip`);
  const listed = await at.cloud.downloads.list(name);
  expect(listed).toHaveLength(130);
  expect(listed[0]).toEqual({ name: "shop-1.zip", size: 6, createdAt: Date.UTC(2026, 0, 1), downloads: 3 });
});

it("come from a second origin, which sees no credentials", async () => {
  addDownload("shop.zip");
  const content = await at.cloud.downloads.open(name, "shop.zip");
  expect(content).toMatchObject({ kind: "bytes", length: 6 });
  expect((await readBytes(content)).toString()).toBe("zipped");
  expect(at.double.askedOfStorage.map(({ headers }) => headers.authorization)).toEqual([undefined]);
  expect(await at.cloud.downloads.open(name, "none.zip")).toEqual({ kind: "absent" });
});

it("are refused before a byte of them where they are too large", async () => {
  addDownload("shop.zip");
  const small = at.connect({ largestDownload: 5 });
  await expect(small.downloads.open(name, "shop.zip")).rejects.toMatchObject({ code: "forge-answer-too-large" });
  small.close();
});

it("are uploaded as they are, whatever bytes they hold, and take the place of one of their name", async () => {
  addDownload("shop.zip", "before");
  const content = Buffer.alloc(3_000_000, Buffer.from([0, 13, 10, 45, 45, 255, 128]));
  await at.cloud.downloads.upload(name, fileOf("shop.zip", content, 40));
  expect(at.repository.downloads.map((one) => one.name)).toEqual(["shop.zip"]);
  expect(Buffer.compare(at.repository.downloads[0]?.bytes ?? Buffer.alloc(0), content)).toBe(0);
  await at.cloud.downloads.upload(name, fileOf("empty", Buffer.alloc(0)));
  expect(at.repository.downloads[1]).toMatchObject({ name: "empty", bytes: new Uint8Array(0) });
});

it("are sent again from their beginning where the host asks to wait, and not where it may have them", async () => {
  const file = fileOf("shop.zip", Buffer.from("zipped"));
  at.double.faults.push({ on: /^POST/, reply: { status: 429, headers: { "retry-after": "1" } } });
  await at.cloud.downloads.upload(name, file);
  expect(file.timesOpened()).toBe(2);
  expect(at.repository.downloads).toMatchObject([{ name: "shop.zip", bytes: new Uint8Array(Buffer.from("zipped")) }]);
  at.double.faults.push({ on: /^POST/, reply: { status: 503 } });
  await expect(at.cloud.downloads.upload(name, file)).rejects.toMatchObject({ code: "forge-failed" });
  expect(file.timesOpened()).toBe(3);
});

it("fail with what went wrong where their content cannot be read", async () => {
  const broken = {
    name: "shop.zip",
    length: 10,
    async *open() {
      yield Buffer.from("zip");
      throw new Error("the disk is gone");
    },
  };
  await expect(at.cloud.downloads.upload(name, broken)).rejects.toThrow();
  expect(at.repository.downloads).toEqual([]);
});

it("keep a name inside its own part of a form and of an address", async () => {
  const strange = 'a"; name="other"\r\nx-evil: 1.zip';
  await at.cloud.downloads.upload(name, fileOf(strange, Buffer.from("zipped")));
  expect(at.repository.downloads.map((one) => one.name)).toEqual([strange]);
  addDownload("a/../../b?x=1#y.zip");
  for (const each of [strange, "a/../../b?x=1#y.zip"]) {
    expect((await readBytes(await at.cloud.downloads.open(name, each))).toString()).toBe("zipped");
    await at.cloud.downloads.remove(name, each);
  }
  expect(at.repository.downloads).toEqual([]);
  for (const each of ["..", ".", ""]) {
    expect(() => at.cloud.downloads.remove(name, each)).toThrow("cannot be part of a forge's address");
    expect(() => at.cloud.downloads.open(name, each)).toThrow("cannot be part of a forge's address");
  }
  await expect(at.cloud.downloads.remove(name, "none")).rejects.toMatchObject({ code: "forge-not-found" });
});
