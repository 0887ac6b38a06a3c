export type { MaskStream } from "./mask-stream.ts";
export { createMasker, type Masker, type MaskNotice, mask, shortestSecret } from "./masker.ts";
