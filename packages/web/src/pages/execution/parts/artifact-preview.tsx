import type { Problem } from "@headrace/app/client";
import { useQuery } from "@tanstack/react-query";
import { useServer } from "../../../client/server-provider.tsx";
import { asProblem } from "../../../client/use-operation.ts";
import { ProblemNotice } from "../../../common/problem-notice.tsx";
import { scrollable } from "../../../common/scrollable.ts";
import { SkeletonRows } from "../../../common/skeleton.tsx";
import { Visible } from "../../../common/visible.tsx";
import styles from "./parts.module.css";
import { pictureType, textOf } from "./preview-kind.ts";

/** Bytes: of a text this much is shown, and a larger picture is not shown. */
const mostText = 128 * 1024;
const mostPicture = 4 * 1024 * 1024;

/** A look at a file: text as text, a picture as a picture; nothing in it is run. */
export function ArtifactPreview({
  artifact,
  path,
  size,
}: {
  readonly artifact: string;
  readonly path: string;
  readonly size: number;
}) {
  const { client } = useServer();
  const { data, error } = useQuery<Preview, Problem>({
    queryKey: ["preview", artifact, path],
    queryFn: async ({ signal }) => {
      const { body } = await asProblem(client.bytes("artifacts.download", { artifact, path }, { signal }));
      return await previewOf(body, size);
    },
    staleTime: Number.POSITIVE_INFINITY,
  });
  if (error !== null) return <ProblemNotice problem={error} />;
  if (data === undefined) return <SkeletonRows rows={3} />;
  switch (data.kind) {
    case "picture":
      return <img className={styles.picture} src={data.address} alt={path} />;
    case "text":
      return (
        <pre className={styles.output} {...scrollable}>
          {data.lines.map(({ place, text }) => (
            <span key={place}>
              <Visible>{text}</Visible>
              {"\n"}
            </span>
          ))}
          {data.cut ? <span className={styles.quiet}>Only its beginning; the download has all of it.</span> : null}
        </pre>
      );
    case "none":
      return <p className={styles.quiet}>Neither a text nor a picture that can be shown here: download it.</p>;
  }
}

type Preview =
  | { readonly kind: "picture"; readonly address: string }
  | {
      readonly kind: "text";
      readonly lines: readonly { readonly place: number; readonly text: string }[];
      readonly cut: boolean;
    }
  | { readonly kind: "none" };

async function previewOf(body: ReadableStream<Uint8Array>, size: number): Promise<Preview> {
  const bytes = await firstBytes(body, mostPicture + 1);
  const picture = pictureType(bytes);
  if (picture !== undefined) {
    if (bytes.length > mostPicture) return { kind: "none" };
    return { kind: "picture", address: `data:${picture};base64,${base64(bytes)}` };
  }
  const text = textOf(bytes.subarray(0, mostText));
  if (text === undefined) return { kind: "none" };
  let place = 0;
  const lines = text.split("\n").map((line) => {
    const at = place;
    place += line.length + 1;
    return { place: at, text: line.replace(/\r$/, "") };
  });
  return { kind: "text", lines, cut: size > mostText };
}

async function firstBytes(body: ReadableStream<Uint8Array>, most: number): Promise<Uint8Array> {
  const reader = body.getReader();
  const chunks: Uint8Array[] = [];
  let length = 0;
  try {
    while (length < most) {
      const { done, value } = await reader.read();
      if (done) break;
      chunks.push(value);
      length += value.length;
    }
  } finally {
    await reader.cancel().catch(() => undefined);
  }
  const bytes = new Uint8Array(length);
  let at = 0;
  for (const chunk of chunks) {
    bytes.set(chunk, at);
    at += chunk.length;
  }
  return bytes;
}

function base64(bytes: Uint8Array): string {
  const step = 32 * 1024;
  let text = "";
  for (let at = 0; at < bytes.length; at += step) text += String.fromCharCode(...bytes.subarray(at, at + step));
  return window.btoa(text);
}
