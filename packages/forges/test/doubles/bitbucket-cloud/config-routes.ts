import { createHash } from "node:crypto";
import { z } from "zod";
import type { KnownHost } from "./pipelines-config.ts";
import { inRepository, ok, page, type Route, refuse, remove } from "./reply.ts";
import type { Answer } from "./vendor-types.ts";
import { newId } from "./world.ts";

// Whether pipelines run, and by what they reach other machines.

const configPath = "/repositories/{workspace}/{repo_slug}/pipelines_config";
const pairPath = `${configPath}/ssh/key_pair`;
const hostsPath = `${configPath}/ssh/known_hosts`;

export const configRoutes: readonly Route[] = [
  {
    method: "GET",
    path: configPath,
    reply: inRepository(({ pipelines: { enabled } }) =>
      enabled === undefined ? refuse(404, "There is no configuration") : ok(configAnswer(enabled)),
    ),
  },
  {
    method: "PUT",
    path: configPath,
    reply: inRepository(({ pipelines }, { body }) => {
      pipelines.enabled = z.object({ enabled: z.boolean() }).parse(body).enabled;
      return ok(configAnswer(pipelines.enabled));
    }),
  },
  {
    method: "PUT",
    path: `${configPath}/build_number`,
    reply: inRepository(({ pipelines, runs }, { body }) => {
      const { next } = z.object({ next: z.int() }).parse(body);
      if (next <= runs.length) return refuse(400, "The build number must be greater than the last one");
      pipelines.nextNumber = next;
      return ok({ type: "pipeline_build_number", next } satisfies Answer<"pipeline_build_number">);
    }),
  },
  {
    method: "GET",
    path: pairPath,
    reply: inRepository(({ pipelines: { keyPair } }) =>
      keyPair === undefined ? refuse(404, "There is no key pair") : ok(pairAnswer(keyPair.public_key)),
    ),
  },
  {
    method: "PUT",
    path: pairPath,
    reply: inRepository(({ pipelines }, { body }) => {
      const pair = z.object({ private_key: z.string(), public_key: z.string() }).parse(body);
      pipelines.keyPair = pair;
      return ok(pairAnswer(pair.public_key));
    }),
  },
  {
    method: "DELETE",
    path: pairPath,
    reply: inRepository(({ pipelines }) => {
      if (pipelines.keyPair === undefined) return refuse(404, "There is no key pair");
      pipelines.keyPair = undefined;
      return { status: 204 };
    }),
  },
  {
    method: "GET",
    path: hostsPath,
    reply: inRepository(({ pipelines: { knownHosts } }, question) => page(knownHosts.map(hostAnswer), question)),
  },
  {
    method: "POST",
    path: hostsPath,
    reply: inRepository(({ pipelines: { knownHosts } }, { body }) => {
      const host = { uuid: newId(), ...hostSchema.parse(body) };
      if (knownHosts.some(({ hostname }) => hostname === host.hostname)) return refuse(409, "It is known already");
      knownHosts.push(host);
      return { status: 201, json: hostAnswer(host) };
    }),
  },
  {
    method: "PUT",
    path: `${hostsPath}/{known_host_uuid}`,
    reply: inRepository(({ pipelines: { knownHosts } }, { params, body }) => {
      const host = knownHosts.find(({ uuid }) => uuid === params.known_host_uuid);
      if (host === undefined) return refuse(404, "No such host");
      return ok(hostAnswer(Object.assign(host, hostSchema.parse(body))));
    }),
  },
  {
    method: "DELETE",
    path: `${hostsPath}/{known_host_uuid}`,
    reply: inRepository(({ pipelines: { knownHosts } }, { params }) => remove(knownHosts, params.known_host_uuid)),
  },
];

const hostSchema = z.object({
  hostname: z.string(),
  public_key: z.object({ key_type: z.string(), key: z.base64() }),
});

function configAnswer(enabled: boolean) {
  return { type: "pipelines_config", enabled } satisfies Answer<"pipelines_config">;
}

/** The private key is told to nobody. */
function pairAnswer(public_key: string | undefined) {
  return { type: "pipeline_ssh_key_pair", public_key } satisfies Answer<"pipeline_ssh_key_pair", "public_key">;
}

function hostAnswer({ uuid, hostname, public_key }: KnownHost) {
  const digest = createHash("sha256").update(Buffer.from(public_key.key, "base64")).digest("base64");
  const key: Answer<"pipeline_ssh_public_key"> = {
    type: "pipeline_ssh_public_key",
    ...public_key,
    sha256_fingerprint: `SHA256:${digest.replace(/=+$/, "")}`,
  };
  return { type: "pipeline_known_host", uuid, hostname, public_key: key } satisfies Answer<
    "pipeline_known_host",
    "public_key"
  >;
}
