import { ForgeError, type ForgeHttp, type ForgeRequest } from "../http/index.ts";

/** Bytes of a definition, of which a person has written every line. */
const largest = 5_000_000;

/** The text of an answer, or undefined where there is nothing of that address. */
export async function readOptionalText(http: ForgeHttp, request: ForgeRequest): Promise<string | undefined> {
  const answer = await http.open({ ...request, expect: [404] });
  if (answer.status === 404) {
    answer.discard();
    return undefined;
  }
  const chunks: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of answer.body) {
    chunks.push(chunk);
    size += chunk.length;
    if (size <= largest) continue;
    answer.discard();
    throw new ForgeError("forge-answer-too-large", `${request.path} holds more than 5 MB`, {
      mend: "change it where you work, and push it",
    });
  }
  return Buffer.concat(chunks).toString("utf8");
}
