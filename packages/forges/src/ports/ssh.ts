import type { RepositoryName } from "./repositories.ts";

/** A machine that runs on the forge believe by its key. */
export interface KnownHost {
  readonly id: string;
  /** `git.example.org`, with its port where that is not 22: `[git.example.org]:2222`. */
  readonly host: string;
  /** `ssh-ed25519`. */
  readonly keyType: string;
  /** Of the key: `SHA256:…`; absent where the forge does not tell. */
  readonly fingerprint?: string;
}

export interface NewKnownHost {
  readonly host: string;
  readonly keyType: string;
  /** In base64, as `ssh-keyscan` prints it. */
  readonly key: string;
}

export interface KeyPair {
  /** In OpenSSH's form. It is written, and never read. */
  readonly privateKey: string;
  readonly publicKey: string;
}

/** By what runs on the forge reach other machines. */
export interface Ssh {
  /** Undefined where there is no key pair. */
  publicKey(repository: RepositoryName, signal?: AbortSignal): Promise<string | undefined>;
  setKeyPair(repository: RepositoryName, pair: KeyPair, signal?: AbortSignal): Promise<void>;
  removeKeyPair(repository: RepositoryName, signal?: AbortSignal): Promise<void>;
  /** A few thousand at most. */
  knownHosts(repository: RepositoryName, signal?: AbortSignal): Promise<readonly KnownHost[]>;
  addKnownHost(repository: RepositoryName, host: NewKnownHost, signal?: AbortSignal): Promise<KnownHost>;
  replaceKnownHost(
    repository: RepositoryName,
    id: string,
    host: NewKnownHost,
    signal?: AbortSignal,
  ): Promise<KnownHost>;
  removeKnownHost(repository: RepositoryName, id: string, signal?: AbortSignal): Promise<void>;
}
