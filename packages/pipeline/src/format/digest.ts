import type { Pipeline } from "../model/index.ts";
import { canonicalJson } from "./canonical-json.ts";
import { sha256Hex } from "./sha256.ts";

/** SHA-256 of the pipeline's canonical JSON (RFC 8785), hexadecimal: the same for the same content in any order of keys. */
export function digestOf(pipeline: Pipeline): string {
  return sha256Hex(canonicalJson(pipeline));
}
