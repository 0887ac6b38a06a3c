import type { ModelPath } from "@headrace/pipeline";

const severities = {
  /** Said in other words; the work is the same. */
  rewritten: "info",
  /** What Bitbucket does where the pipeline says nothing. */
  default: "info",
  /** It works, but otherwise than here. */
  changed: "warning",
  /** Nothing there does it. What the steps run is the same. */
  "left-out": "warning",
  /** Something has to be set in the repository there before a run. */
  "needs-setting": "warning",
  /** Without it something else would be run than what the pipeline says. */
  "no-equivalent": "error",
  /** Bitbucket would refuse it. */
  limit: "error",
} as const;

export type BitbucketNoteCode = keyof typeof severities;
export type BitbucketNoteSeverity = (typeof severities)[BitbucketNoteCode];

/** Something a Headrace pipeline says that Bitbucket Pipelines cannot, or not so. */
export interface BitbucketNote {
  readonly code: BitbucketNoteCode;
  /** Follows from the code. */
  readonly severity: BitbucketNoteSeverity;
  /** Where in the pipeline. */
  readonly path: ModelPath;
  /** One sentence in plain words. */
  readonly message: string;
  /** What to do about it, where there is something. */
  readonly mend?: string;
}

/** The words of a note. */
export interface NoteWords {
  readonly path: ModelPath;
  readonly message: string;
  readonly mend?: string;
}

export interface Notes {
  add(code: BitbucketNoteCode, words: NoteWords): void;
  /** Each once, as they came: the instances of a matrix say the same. */
  readonly all: readonly BitbucketNote[];
}

export function createNotes(): Notes {
  const all = new Map<string, BitbucketNote>();
  return {
    add(code, words) {
      const key = JSON.stringify([code, words.path, words.message]);
      if (!all.has(key)) all.set(key, { code, severity: severities[code], ...words });
    },
    get all() {
      return [...all.values()];
    },
  };
}
