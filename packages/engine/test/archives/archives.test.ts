import { execFileSync } from "node:child_process";
import { randomBytes } from "node:crypto";
import { mkdirSync, readdirSync, readFileSync, rmSync, symlinkSync, utimesSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { Readable } from "node:stream";
import { buffer } from "node:stream/consumers";
import { zstdCompressSync, zstdDecompressSync } from "node:zlib";
import fc from "fast-check";
import { type Header, pack } from "tar-stream";
import { describe, expect, test } from "vitest";
import { packArchive } from "../../src/archives/pack-archive.ts";
import { unpackArchive } from "../../src/archives/unpack-archive.ts";
import { selectFiles } from "../../src/files/select-files.ts";
import {
  describeTree,
  file,
  link,
  type Node,
  type Tree,
  temporaryDirectory,
  temporaryTree,
} from "../files/temporary-tree.ts";

async function packTree(root: string, patterns: readonly string[] = ["**"]): Promise<Buffer> {
  const { content } = packArchive({ root, paths: await selectFiles({ root, patterns }) });
  return await collected(content);
}

/** A piece is good until the next is asked for. */
async function collected(content: AsyncIterable<Buffer>): Promise<Buffer> {
  const pieces: Buffer[] = [];
  for await (const piece of content) pieces.push(Buffer.from(piece));
  return Buffer.concat(pieces);
}

async function unpack(archive: Buffer, into: string) {
  return await unpackArchive({ content: Readable.from([archive]), into });
}

/** Frames put one after another: Node's one-shot function takes the first only. */
async function decompressed(archive: Buffer): Promise<Buffer> {
  const { createZstdDecompress } = await import("node:zlib");
  return await buffer(Readable.from([archive]).pipe(createZstdDecompress()));
}

const name = fc.oneof(
  fc.constantFrom("a", "b", "c", "x".repeat(120), "ä ☃", "-rf", "__proto__", "new\nline"),
  fc.stringMatching(/^[a-z]{1,8}$/),
);
const content = fc.oneof(
  fc.constant(Buffer.alloc(0)),
  fc.uint8Array({ maxLength: 2_000 }).map((bytes) => Buffer.from(bytes)),
  fc.integer({ min: 1, max: 200_000 }).map((size) => Buffer.alloc(size, "text ")),
);
const mode = fc.constantFrom(0o644, 0o755, 0o600, 0o444, 0o777, 0o000);
const node: fc.Arbitrary<Node> = fc.oneof(
  { weight: 4, arbitrary: fc.record({ kind: fc.constant("file" as const), content, mode }) },
  {
    weight: 1,
    arbitrary: fc.record({ kind: fc.constant("link" as const), target: fc.constantFrom("a", "./b/../c", "nowhere") }),
  },
  {
    weight: 1,
    arbitrary: fc.record({ kind: fc.constant("directory" as const), mode: fc.constantFrom(0o755, 0o700, 0o555) }),
  },
);

/** Depth first, so that a directory without write permission is made before what is below it: only root could. */
const tree: fc.Arbitrary<Tree> = fc
  .dictionary(
    fc.array(name, { minLength: 1, maxLength: 3 }).map((parts) => parts.join("/")),
    node,
    { maxKeys: 15, noNullPrototype: true },
  )
  .map((nodes) => {
    const leaves = Object.entries(nodes).filter(
      ([path, { kind }]) => kind === "directory" || !Object.keys(nodes).some((other) => other.startsWith(`${path}/`)),
    );
    const directories = leaves.filter(
      ([path, { kind }]) => kind === "directory" && !leaves.some(([other]) => other.startsWith(`${path}/`)),
    );
    return Object.fromEntries([...leaves.filter(([, { kind }]) => kind !== "directory"), ...directories]);
  });

describe("an archive", () => {
  test("gives back any tree: contents, modes, links, empty directories", async () => {
    await fc.assert(
      fc.asyncProperty(tree, async (nodes) => {
        const [root, into] = [temporaryTree(nodes), temporaryDirectory()];
        const archive = await packTree(root);
        await unpack(archive, into);
        expect(describeTree(into)).toEqual(describeTree(root));
        // The same files give the same archive, whenever they were written.
        expect((await packTree(into)).equals(archive)).toBe(true);
      }),
      { numRuns: 40 },
    );
  });

  test("is read by an independent program", async () => {
    const root = temporaryTree({
      "short.txt": file("short", 0o640),
      [`deep/${"long".repeat(40)}.txt`]: file("long"),
      ünïcödé: file("name"),
      link: link(`deep/${"long".repeat(40)}.txt`),
      empty: { kind: "directory", mode: 0o700 },
      random: file(randomBytes(9_000_000), 0o755),
      text: file(Buffer.alloc(9_000_000, "some text, and more of it ")),
    });
    const into = temporaryDirectory();
    execFileSync("tar", ["-C", into, "-xpf", "-"], { input: await decompressed(await packTree(root)) });
    expect(describeTree(into)).toEqual(describeTree(root));
  });

  test("keeps content that does not shrink as it is, and makes text small", async () => {
    const random = await packTree(temporaryTree({ random: file(randomBytes(9_000_000)) }));
    expect(random.length).toBeLessThan(9_010_000);
    const text = await packTree(temporaryTree({ text: file(Buffer.alloc(9_000_000, "some text ")) }));
    expect(text.length).toBeLessThan(100_000);
  });

  test("counts files, links and bytes, and names what it leaves out", async () => {
    const root = temporaryTree({ a: file("12345"), b: link("a"), d: { kind: "directory" } });
    execFileSync("mkfifo", [join(root, "pipe")]);
    const { content: packed, summary } = packArchive({ root, paths: await selectFiles({ root, patterns: ["**"] }) });
    const archive = await buffer(packed);
    expect(summary).toEqual({ files: 2, size: 5, skipped: ["pipe"] });
    expect(await unpack(archive, temporaryDirectory())).toEqual({ files: 2, size: 5 });
  });

  test("keeps neither setuid nor owner", async () => {
    const into = temporaryDirectory();
    await unpack(await packTree(temporaryTree({ program: file("#!", 0o4755) })), into);
    expect(describeTree(into)).toEqual(["program 755 IyE="]);
  });

  test.each([
    ["an absolute target", "/etc/passwd"],
    ["a target above", "../outside"],
    ["a target that goes down and up", "dir/../../outside"],
  ])("is refused a link with %s", async (_, target) => {
    const root = temporaryTree({ "dir/file": file(""), "bad link": link(target) });
    await expect(packTree(root)).rejects.toMatchObject({
      code: "path-escapes-workspace",
      message: expect.stringContaining('"bad link"'),
    });
  });

  test("holds nothing from outside when a directory was replaced by a link after it was listed", async () => {
    const outside = temporaryTree({ private: file("not for you") });
    const tree = temporaryTree({ kept: file("for all") });
    symlinkSync(outside, join(tree, "d"));
    for (const path of ["d/private", "d/further/private"]) {
      const { content } = packArchive({ root: tree, paths: [{ path, kind: "file" }] });
      await expect(buffer(content)).rejects.toThrow(/could not be packed|replaced by a link/);
    }
    mkdirSync(join(outside, "further"));
    writeFileSync(join(outside, "further", "private"), "not for you either");
    const { content } = packArchive({ root: tree, paths: [{ path: "d/further/private", kind: "file" }] });
    await expect(buffer(content)).rejects.toMatchObject({ code: "path-escapes-workspace" });
  });

  test("is refused a link that leads out through another", async () => {
    const root = temporaryTree({ "dir/file": file(""), "dir/up": link(".."), way: link("dir/up/../outside") });
    writeFileSync(join(root, "..", "outside"), "");
    try {
      await expect(packTree(root)).rejects.toMatchObject({ code: "path-escapes-workspace" });
    } finally {
      rmSync(join(root, "..", "outside"));
    }
  });
});

describe("unpacking", () => {
  test("replaces files and links that are in the way, and follows a link that stays inside", async () => {
    const archive = await packTree(temporaryTree({ "dist/a": file("new"), "lib/b": file("b"), c: file("c") }));
    const into = temporaryTree({
      "dist/a": file("old", 0o444),
      "inner/x": file(""),
      lib: link("inner"),
      target: file("kept"),
      c: link("target"),
    });
    await unpack(archive, into);
    expect(readFileSync(join(into, "dist/a"), "utf8")).toBe("new");
    expect(readFileSync(join(into, "inner/b"), "utf8")).toBe("b");
    expect(readFileSync(join(into, "target"), "utf8")).toBe("kept");
  });

  test("does not change another file that shares its content with the one in the way", async () => {
    const into = temporaryTree({ other: file("other") });
    execFileSync("ln", [join(into, "other"), join(into, "a")]);
    await unpack(await packTree(temporaryTree({ a: file("new") })), into);
    expect(readFileSync(join(into, "other"), "utf8")).toBe("other");
  });

  const secret = "must not change";
  const attacks: readonly (readonly [string, readonly Entry[]])[] = [
    ["a name above", [{ name: "../outside", text: "x" }]],
    ["a name that goes down and up", [{ name: "a/../../outside", text: "x" }]],
    ["an absolute name", [{ name: "/tmp/headrace-outside", text: "x" }]],
    ["the root's own name", [{ name: ".", text: "x" }]],
    ["a link above", [{ name: "l", type: "symlink", linkname: "../outside" }]],
    ["an absolute link", [{ name: "l", type: "symlink", linkname: "/etc/passwd" }]],
    [
      "a link and a file through it",
      [
        { name: "l", type: "symlink", linkname: ".." },
        { name: "l/outside", text: "x" },
      ],
    ],
    ["a file through a link that was there", [{ name: "leaving/outside", text: "x" }]],
    ["a link through a link that was there", [{ name: "leaving/l", type: "symlink", linkname: "outside" }]],
    [
      "two links that lead out together",
      [
        { name: "d", type: "directory" },
        { name: "d/up", type: "symlink", linkname: ".." },
        { name: "way", type: "symlink", linkname: "d/up/../outside" },
      ],
    ],
    ["a hard link", [{ name: "h", type: "link", linkname: "../outside" }]],
    ["a device", [{ name: "null", type: "character-device" }]],
    ["a pipe", [{ name: "p", type: "fifo" }]],
  ];

  test.each(attacks)("refuses %s, and leaves nothing of the archive", async (_, entries) => {
    const root = temporaryDirectory();
    const into = join(root, "into");
    mkdirSync(into);
    symlinkSync("..", join(into, "leaving"));
    writeFileSync(join(root, "outside"), secret);
    const archive = await attack([{ name: "good/first", text: "good" }, ...entries]);
    await expect(unpack(archive, into)).rejects.toMatchObject({
      code: expect.stringMatching(/^(path-escapes-workspace|infrastructure)$/),
    });
    expect(readFileSync(join(root, "outside"), "utf8")).toBe(secret);
    expect(readdirSync(root).toSorted()).toEqual(["into", "outside"]);
    expect(readdirSync(into)).toEqual(["leaving"]);
  });

  test.each([
    ["no zstd", async () => Buffer.from("this is no archive")],
    ["no tar", async () => zstdCompressSync(Buffer.alloc(2_000, "this is no tar"))],
    ["cut", async () => (await packTree(temporaryTree({ a: file(randomBytes(100_000)) }))).subarray(0, 50_000)],
    [
      "cut inside the tar",
      async () =>
        zstdCompressSync(
          zstdDecompressSync(await packTree(temporaryTree({ a: file("abc".repeat(900)) }))).subarray(0, 1_500),
        ),
    ],
  ])("calls an archive damaged that is %s", async (_, make) => {
    const into = temporaryDirectory();
    const archive = await make();
    await expect(unpack(archive, into)).rejects.toMatchObject({ code: "blob-damaged" });
    expect(readdirSync(into)).toEqual([]);
  });

  test("gives a source's own error, and stops when told to", async () => {
    async function* failing(): AsyncGenerator<Buffer> {
      yield (await packTree(temporaryTree({ a: file(randomBytes(100_000)) }))).subarray(0, 50_000);
      throw Object.assign(new Error("the disk broke"), { name: "HeadraceError" });
    }
    await expect(unpackArchive({ content: Readable.from(failing()), into: temporaryDirectory() })).rejects.toThrow(
      "the disk broke",
    );
    const archive = await packTree(temporaryTree({ a: file("a") }));
    const signal = AbortSignal.abort();
    const stopped = unpackArchive({ content: Readable.from([archive]), into: temporaryDirectory(), signal });
    await expect(stopped).rejects.toMatchObject({ name: "AbortError" });
  });

  test("gives times back where it is asked to", async () => {
    const root = temporaryTree({ a: file("a") });
    utimesSync(join(root, "a"), 12_345, 12_345);
    const { content: packed } = packArchive({ root, paths: [{ path: "a", kind: "file" }], keepTimes: true });
    const into = temporaryDirectory();
    await unpackArchive({ content: Readable.from([await buffer(packed)]), into, restoreTimes: true });
    expect(execFileSync("stat", ["-c", "%Y", join(into, "a")], { encoding: "utf8" })).toBe("12345\n");
  });
});

interface Entry {
  readonly name: string;
  readonly type?: Header["type"];
  readonly linkname?: string;
  readonly text?: string;
}

async function attack(entries: readonly Entry[]): Promise<Buffer> {
  const archive = pack();
  for (const { text, ...header } of entries) {
    if (text === undefined) archive.entry(header);
    else archive.entry(header, text);
  }
  archive.finalize();
  const chunks: Buffer[] = [];
  for await (const chunk of archive) if (Buffer.isBuffer(chunk)) chunks.push(chunk);
  return zstdCompressSync(Buffer.concat(chunks));
}
