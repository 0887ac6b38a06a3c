import { z } from "zod";
import { inRepository, page, type Route, refuse, remove } from "./reply.ts";
import { type Download, newId } from "./world.ts";

const path = "/repositories/{workspace}/{repo_slug}/downloads";

/** The vendor's document names the addresses, and leaves what they answer to its prose. */
export const downloadRoutes: readonly Route[] = [
  {
    method: "GET",
    path,
    reply: inRepository(({ downloads }, question) => page(downloads.map(downloadAnswer), question)),
  },
  {
    method: "POST",
    path,
    reply: inRepository(({ downloads }, { body }) => {
      const form = formSchema.safeParse(body);
      if (!form.success) return refuse(406, "Unsupported Content-Type. Use multipart/form-data.");
      for (const file of form.data.files) {
        const before = downloads.findIndex(({ name }) => name === file.name);
        if (before !== -1) downloads.splice(before, 1);
        downloads.push({ uuid: newId(), ...file });
      }
      return { status: 201 };
    }),
  },
  {
    method: "GET",
    path: `${path}/{filename}`,
    reply: inRepository(({ downloads }, { params, storageUrl }) => {
      const found = downloads.find(({ name }) => name === params.filename);
      if (found === undefined) return refuse(404, "No such file");
      return { status: 302, headers: { location: `${storageUrl}/${found.uuid}?signature=s3cr3t` } };
    }),
  },
  {
    method: "DELETE",
    path: `${path}/{filename}`,
    reply: inRepository(({ downloads }, { params }) =>
      remove(downloads, downloads.find(({ name }) => name === params.filename)?.uuid),
    ),
  },
];

const formSchema = z.object({
  files: z.array(z.object({ name: z.string(), bytes: z.instanceof(Uint8Array) })).min(1),
});

function downloadAnswer({ name, bytes }: Download) {
  return { name, size: bytes.length, created_on: "2026-01-01T00:00:00.000000+00:00", downloads: 3, links: {} };
}
