import type { Pipeline } from "../model/index.ts";
import { canonicalJson } from "./canonical-json.ts";
import { sha256Hex } from "./sha256.ts";

/**
 * SHA-256 of the pipeline's canonical JSON (RFC 8785), hexadecimal: the same for the same content in any order of keys.
 *
 * @param sha256 of a text, hexadecimal: the platform's own, which is faster than the one that needs no platform.
 */
export function digestOf(pipeline: Pipeline, sha256: (text: string) => string = sha256Hex): string {
  return sha256(canonicalJson(pipeline));
}
