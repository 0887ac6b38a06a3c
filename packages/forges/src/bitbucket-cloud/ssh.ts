import type { z } from "zod";
import { type ForgeHttp, path, unlessAbsent } from "../http/index.ts";
import type { KnownHost, NewKnownHost, RepositoryName, Ssh } from "../ports/index.ts";
import { given } from "../values.ts";
import { readAll } from "./paging.ts";
import { repositoryPath } from "./request.ts";
import { keyPairSchema, knownHostSchema } from "./schema.ts";

/** A key pair of each repository, and the machines that its pipelines believe. */
export function createSsh(http: ForgeHttp): Ssh {
  return {
    async publicKey(repository, signal) {
      const request = { path: pairPath(repository), ...given("signal", signal) };
      const found = await unlessAbsent(http.json(request, keyPairSchema));
      return found?.public_key ?? undefined;
    },
    setKeyPair: (repository, { privateKey, publicKey }, signal) =>
      http.send({
        method: "PUT",
        path: pairPath(repository),
        body: { type: "pipeline_ssh_key_pair", private_key: privateKey, public_key: publicKey },
        ...given("signal", signal),
      }),
    removeKeyPair: (repository, signal) =>
      http.send({ method: "DELETE", path: pairPath(repository), ...given("signal", signal) }),
    async knownHosts(repository, signal) {
      const request = { path: hostsPath(repository), ...given("signal", signal) };
      return (await readAll(http, request, knownHostSchema)).map(knownHostOf);
    },
    async addKnownHost(repository, host, signal) {
      const request = { method: "POST", path: hostsPath(repository), body: bodyOf(host) } as const;
      return knownHostOf(await http.json({ ...request, ...given("signal", signal) }, knownHostSchema));
    },
    async replaceKnownHost(repository, id, host, signal) {
      const body = { ...bodyOf(host), uuid: id };
      const request = { method: "PUT", path: hostsPath(repository) + path`/${id}`, body } as const;
      return knownHostOf(await http.json({ ...request, ...given("signal", signal) }, knownHostSchema));
    },
    removeKnownHost: (repository, id, signal) =>
      http.send({ method: "DELETE", path: hostsPath(repository) + path`/${id}`, ...given("signal", signal) }),
  };
}

function pairPath(repository: RepositoryName): string {
  return `${repositoryPath(repository)}/pipelines_config/ssh/key_pair`;
}

function hostsPath(repository: RepositoryName): string {
  return `${repositoryPath(repository)}/pipelines_config/ssh/known_hosts`;
}

function bodyOf({ host, keyType, key }: NewKnownHost) {
  const publicKey = { type: "pipeline_ssh_public_key", key_type: keyType, key };
  return { type: "pipeline_known_host", hostname: host, public_key: publicKey };
}

function knownHostOf({ uuid, hostname, public_key }: z.output<typeof knownHostSchema>): KnownHost {
  return {
    id: uuid,
    host: hostname,
    keyType: public_key?.key_type ?? "",
    ...given("fingerprint", public_key?.sha256_fingerprint),
  };
}
