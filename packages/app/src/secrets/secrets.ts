import type { StartEvent } from "@headrace/execution";
import type { Actor } from "../access/principal.ts";
import type { Trust } from "../runs/runs.ts";

/** Values that are written, given to the stages that may have them, and read back by nobody. */
export interface Secrets {
  /** Sets the value or the rules of a secret, or makes it. */
  set(request: SetSecret): Promise<SecretFacts>;
  /** Of one place, without the values. */
  list(place: SettingPlace): Promise<readonly SecretFacts[]>;
  /** Throws `not-found`. */
  remove(secretId: string): Promise<void>;
  /**
   * The values of those of the named secrets that the stage may be given, and why not of each other one. Of several of a
   * name the narrowest place counts: environment, then repository, then organization. Every value that is given out is
   * recorded first.
   */
  valuesFor(request: SecretsFor): Promise<GivenSecrets>;
  /** Seals a text for what else has one to keep (the secret of a webhook, a connection's token, the address of a channel). `purpose` names the thing. */
  seal(organizationId: string, purpose: SealPurpose, text: string): Promise<Sealed>;
  /** Throws `internal` for what was sealed for another organization or purpose, or was changed. */
  open(organizationId: string, purpose: SealPurpose, sealed: Sealed): Promise<string>;
  /** Makes a new key for the organization and seals everything again with it, in small steps, while all goes on. */
  rotateKeys(organizationId: string): Promise<RotatedKeys>;
}

/** Where a secret or variable belongs. */
export interface SettingPlace {
  readonly organizationId: string;
  readonly scope: SettingScope;
  /** The id of the organization, repository or environment. */
  readonly scopeId: string;
}

/** From the widest to the narrowest. */
export const settingScopes = ["organization", "repository", "environment"] as const;
export type SettingScope = (typeof settingScopes)[number];

/** What the secret is of, and its id: so no rotation forgets one. */
export type SealPurpose = `${"webhook" | "channel" | "connection" | "execution"}:${string}`;

export interface Sealed {
  /** Of the organization's key, for the column `key_id`. */
  readonly keyId: string;
  /** For the column `sealed`. */
  readonly sealed: string;
}

export interface SetSecret extends SettingPlace {
  readonly name: string;
  /** Absent: keeps the value, which must then be there. */
  readonly value?: string;
  /** Absent: keeps the rules; none for a new one. */
  readonly rules?: SecretRules;
  readonly actor: Actor;
}

/** To whom a secret is given, beside that the stage names it. An empty list allows all. */
export interface SecretRules {
  /** Names of environments to which the stage delivers. */
  readonly environments: readonly string[];
  /** Patterns of branches, or of tags; where either is given, the branch or the tag must match its own. */
  readonly branches: readonly string[];
  readonly tags: readonly string[];
  readonly triggers: readonly StartEvent[];
  /**
   * Only on the repository's protected branches: to what maintainers start by hand, and to what starts by itself, where a
   * maintainer saved its text or the branch holds it.
   */
  readonly protected: boolean;
}

export interface SecretFacts extends SettingPlace {
  readonly id: string;
  readonly name: string;
  readonly rules: SecretRules;
  readonly updatedBy: Actor;
  /** Epoch milliseconds, as the others. */
  readonly createdAt: number;
  readonly updatedAt: number;
  readonly lastUsedAt: number | null;
}

export interface SecretsFor {
  readonly organizationId: string;
  readonly repositoryId: string;
  readonly executionId: string;
  /** Who asks; an instance of a matrix stage has its own name. */
  readonly stage: string;
  readonly instance?: string;
  /** To which the stage delivers. */
  readonly environment?: string;
  /** Empty for a tag. */
  readonly branch: string;
  readonly tag?: string;
  readonly event: StartEvent;
  readonly trust: Trust;
  readonly actor: Actor;
  /** The person who answers for it where no person started it. */
  readonly onBehalfOf?: Actor;
  /** Where it runs a text that is stored here: whoever saved that answers for what starts by itself. */
  readonly definition?: { readonly pipelineId: string; readonly version: number };
  readonly names: readonly string[];
}

export interface GivenSecrets {
  readonly values: ReadonlyMap<string, string>;
  readonly refused: readonly RefusedSecret[];
}

export interface RefusedSecret {
  readonly name: string;
  /** For people, to go after the name: "is only given to branches release/**". */
  readonly reason: string;
}

export interface RotatedKeys {
  /** Of the new key. */
  readonly keyId: string;
  /** Texts that were sealed again. */
  readonly resealed: number;
}
