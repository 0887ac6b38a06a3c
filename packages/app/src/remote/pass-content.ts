import { Readable } from "node:stream";
import type { ForgeArtifactContent } from "@headrace/forges";
import { ByteAnswer } from "../operations/answers.ts";

type Bytes = Extract<ForgeArtifactContent, { readonly kind: "bytes" }>;

/** Passes on what the host has, always to be saved: what lies there is no page of this server. */
export function passContent({ body, length }: Bytes, name: string): ByteAnswer {
  return new ByteAnswer(Readable.from(body, { objectMode: false }), {
    contentType: "application/octet-stream",
    ...(length === undefined ? {} : { length }),
    // What somebody else called it leads into no folder of who saves it.
    fileName: name.replaceAll(/[/\\\p{Cc}]/gu, "_"),
  });
}
