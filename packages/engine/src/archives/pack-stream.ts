import { HeadraceError } from "@headrace/pipeline";
import { type BlockWriter, createBlockWriter } from "./block-writer.ts";
import { compressBlocks } from "./compress-blocks.ts";
import { tarBlockBytes, tarHeader, tarPadding } from "./tar-header.ts";

export interface StreamedFile {
  /** Below the archive's root, with `/`. */
  readonly path: string;
  /** Bytes; a tar says it before the content. */
  readonly size: number;
  readonly content: AsyncIterable<Buffer>;
}

/** As `packArchive` cuts it. */
const blockBytes = 2 * 1024 * 1024;

/**
 * A tar with zstd of one file, made while its content comes. A piece is good until the next is asked for. Throws `invalid-argument` where that is not as long
 * as was said.
 */
export function packStream(file: StreamedFile): AsyncIterable<Buffer> {
  const blocks = createBlockWriter(blockBytes);
  return compressBlocks(tarBlocks(file, blocks), blocks.giveBack);
}

async function* tarBlocks({ path, size, content }: StreamedFile, blocks: BlockWriter): AsyncGenerator<Buffer> {
  blocks.append(tarHeader({ path, type: "file", mode: 0o644, size, mtime: 0, target: undefined }));
  let rest = size;
  for await (const chunk of content) {
    rest -= chunk.length;
    if (rest < 0) break;
    blocks.append(chunk);
    yield* blocks.takeFull();
  }
  if (rest !== 0) {
    throw new HeadraceError("invalid-argument", `the content is ${rest > 0 ? "shorter" : "longer"} than ${size} bytes`);
  }
  blocks.append(Buffer.alloc(tarPadding(size)));
  // Two empty blocks end a tar.
  blocks.append(Buffer.alloc(2 * tarBlockBytes));
  yield* blocks.takeAll();
}
