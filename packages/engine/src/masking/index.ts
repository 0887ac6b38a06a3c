export type { MaskStream } from "./mask-stream.ts";
export { createMasker, mask, type Masker, type MaskNotice, shortestSecret } from "./masker.ts";
