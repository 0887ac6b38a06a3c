export type { BitbucketNote, BitbucketNoteCode, BitbucketNoteSeverity } from "./notes.ts";
export {
  type BitbucketPrintOptions,
  type PrintedBitbucketPipelines,
  printBitbucketPipelines,
  withNotes,
} from "./print.ts";
export { type BitbucketSection, bitbucketNeeds } from "./read-needs.ts";
