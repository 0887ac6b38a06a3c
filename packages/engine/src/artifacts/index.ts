export { type ArchiveEntry, archiveEntries } from "../archives/archive-entries.ts";
export { decompressFrames } from "../archives/decompress-frames.ts";
export { packStream, type StreamedFile } from "../archives/pack-stream.ts";
export * from "./store-artifact.ts";
export * from "./unpack-artifact.ts";
