export { type CommitFileRequest, type CommittedFile, commitFile } from "./commit-file.ts";
export type { CommitFacts, CommitsBetween, History, NamedCommit, TreeEntry } from "./history.ts";
export type { HeldTree } from "./kept-trees.ts";
export type { Mirror, TreeRequest } from "./mirror.ts";
export * from "./mirrors.ts";
export { parseRemote, type Remote } from "./remote.ts";
export type { CredentialSource, Credentials } from "./remote-access.ts";
export * from "./tree-source.ts";
