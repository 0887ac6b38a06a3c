import { type ForgeHttp, type ForgeRequest, tooLarge } from "../http/index.ts";
import type { ForgeArtifactContent } from "../ports/index.ts";
import { given } from "../values.ts";

/** Bytes. Hosts take more; a server that passes them on has an end. */
const usualLargest = 4 * 2 ** 30;

/** A file that a host keeps, from wherever it sends who asks for it. Throws `forge-answer-too-large`. */
export async function openContent(http: ForgeHttp, request: ForgeRequest): Promise<ForgeArtifactContent> {
  const { largest = usualLargest } = request;
  const { status, headers, body, discard } = await http.open({
    ...request,
    headers: { accept: "*/*" },
    expect: [404, 410],
    largest,
  });
  if (status === 404 || status === 410) {
    discard();
    return { kind: status === 410 ? "expired" : "absent" };
  }
  const length = headers["content-length"] === undefined ? undefined : Number(headers["content-length"]);
  if (length !== undefined && length > largest) {
    discard();
    throw tooLarge(largest);
  }
  return { kind: "bytes", ...given("length", length), body, discard };
}
