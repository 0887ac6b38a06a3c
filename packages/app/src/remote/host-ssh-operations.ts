import { z } from "zod";
import { executionExample } from "../executions/execution.ts";
import { forgetMade, type HostThing, keyPairId, rememberMade } from "../leftovers/made-on-host.ts";
import { defineOperation } from "../operations/operation.ts";
import { id } from "../values/fields.ts";
import { hostId } from "./host-id.ts";
import { openAbility } from "./remote-place.ts";

const { repositoryId } = executionExample;

const writing = { port: "ssh", ability: "ssh.write" } as const;

const keyPairOf = (connectionId: string, repositoryId: string): HostThing => ({
  connectionId,
  repositoryId,
  kind: "key-pair",
  hostId: keyPairId,
});

const hostName = z
  .string()
  .min(1)
  .max(255)
  .regex(/^(?:[a-z0-9._-]+|\[[a-z0-9._:-]+\](?::\d{1,5})?)$/i, "not the name of a host, or [its name]:port")
  .describe("`git.example.org`, or with another port than 22 `[git.example.org]:2222`");
const keyType = z.string().regex(/^[a-z0-9@.-]{1,100}$/, "not a type such as ssh-ed25519");
const base64 = z.base64().min(1).max(16_384);

const knownHost = z.object({
  id: hostId,
  host: z.string(),
  keyType: z.string(),
  fingerprint: z.string().optional(),
});
const example: z.input<typeof knownHost> = {
  id: "{k1}",
  host: "git.example.org",
  keyType: "ssh-ed25519",
  fingerprint: "SHA256:47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU",
};

const readSsh = defineOperation({
  name: "repositories.host-ssh",
  summary: "List by which key pair what a repository's host of code runs reaches other machines, and which it believes",
  description: "Of Bitbucket. The private key is never read.",
  input: z.strictObject({ repository: id }),
  output: z.object({
    publicKey: z.string().optional().describe("Absent where there is no key pair"),
    knownHosts: z.array(knownHost).readonly(),
  }),
  access: { kind: "target", permission: "repository.read", target: "repository", from: "repository" },
  effect: "read",
  http: { method: "GET", path: "/repositories/{repository}/host-ssh" },
  example: {
    input: { repository: repositoryId },
    output: { publicKey: "ssh-ed25519 AAAAC3Nz shop", knownHosts: [example] },
  },
  handle: async ({ app, signal }, input) => {
    const { port: ssh, repository } = await openAbility(app, input.repository, { port: "ssh", ability: "ssh.read" });
    const publicKey = await ssh.publicKey(repository, signal);
    const knownHosts = await ssh.knownHosts(repository, signal);
    return { ...(publicKey === undefined ? {} : { publicKey }), knownHosts };
  },
});

const setKeyPair = defineOperation({
  name: "repositories.set-host-key-pair",
  summary: "Give what a repository's host of code runs a key pair for SSH",
  description: "It takes the place of the one before. The private key is written, and never read again.",
  input: z.strictObject({
    repository: id,
    privateKey: z
      .string()
      .max(16_384)
      .regex(/^-----BEGIN [A-Z0-9 ]*PRIVATE KEY-----\r?\n[\s\S]+-----END [A-Z0-9 ]*PRIVATE KEY-----\s*$/, {
        error: "not a private key as ssh-keygen writes it, from BEGIN to END",
      }),
    publicKey: z
      .string()
      .max(16_384)
      .regex(/^(?:ssh|ecdsa|sk-)\S+ [A-Za-z0-9+/]+={0,2}(?: .*)?\s*$/, "not a public key as ssh-keygen writes it"),
  }),
  output: z.object({}),
  access: { kind: "target", permission: "secret.write", target: "repository", from: "repository" },
  effect: "write",
  http: { method: "PUT", path: "/repositories/{repository}/host-ssh/key-pair" },
  example: {
    input: {
      repository: repositoryId,
      privateKey: "-----BEGIN OPENSSH PRIVATE KEY-----\nc2hvcnRlbmVk\n-----END OPENSSH PRIVATE KEY-----\n",
      publicKey: "ssh-ed25519 AAAAC3Nz shop",
    },
    output: {},
  },
  handle: async ({ app, signal }, { repository: of, ...pair }) => {
    const { port: ssh, connectionId, repository } = await openAbility(app, of, writing);
    await ssh.setKeyPair(repository, pair, signal);
    await rememberMade(app, { ...keyPairOf(connectionId, of), name: "SSH" });
    return {};
  },
});

const removeKeyPair = defineOperation({
  name: "repositories.remove-host-key-pair",
  summary: "Take the key pair for SSH from what a repository's host of code runs",
  input: z.strictObject({ repository: id }),
  output: z.object({}),
  access: { kind: "target", permission: "secret.write", target: "repository", from: "repository" },
  effect: "destructive",
  http: { method: "DELETE", path: "/repositories/{repository}/host-ssh/key-pair" },
  example: { input: { repository: repositoryId }, output: {} },
  handle: async ({ app, signal }, input) => {
    const { port: ssh, connectionId, repository } = await openAbility(app, input.repository, writing);
    await ssh.removeKeyPair(repository, signal);
    await forgetMade(app, keyPairOf(connectionId, input.repository));
    return {};
  },
});

const setKnownHost = defineOperation({
  name: "repositories.set-known-host",
  summary: "Have what a repository's host of code runs believe a machine by its key",
  description:
    "As `ssh-keyscan` prints it: host, type and key. Where the machine is known already, the key takes the place of the one before.",
  input: z.strictObject({ repository: id, host: hostName, keyType, key: base64 }),
  output: knownHost,
  access: { kind: "target", permission: "repository.write", target: "repository", from: "repository" },
  effect: "write",
  audits: ["host", "keyType"],
  http: { method: "PUT", path: "/repositories/{repository}/host-ssh/known-hosts" },
  example: {
    input: { repository: repositoryId, host: example.host, keyType: example.keyType, key: "AAAAC3Nz" },
    output: example,
  },
  handle: async ({ app, signal }, { repository: of, ...wanted }) => {
    const { port: ssh, connectionId, repository } = await openAbility(app, of, writing);
    const before = (await ssh.knownHosts(repository, signal)).find(({ host }) => host === wanted.host);
    // Whoever made it first, it stays theirs.
    if (before !== undefined) return await ssh.replaceKnownHost(repository, before.id, wanted, signal);
    const made = await ssh.addKnownHost(repository, wanted, signal);
    await rememberMade(app, { connectionId, repositoryId: of, kind: "known-host", hostId: made.id, name: made.host });
    return made;
  },
});

const removeKnownHost = defineOperation({
  name: "repositories.remove-known-host",
  summary: "Have what a repository's host of code runs believe a machine no more",
  input: z.strictObject({ repository: id, knownHost: hostId }),
  output: z.object({}),
  access: { kind: "target", permission: "repository.write", target: "repository", from: "repository" },
  effect: "destructive",
  audits: ["knownHost"],
  http: { method: "DELETE", path: "/repositories/{repository}/host-ssh/known-hosts/{knownHost}" },
  example: { input: { repository: repositoryId, knownHost: example.id }, output: {} },
  handle: async ({ app, signal }, input) => {
    const { port: ssh, connectionId, repository } = await openAbility(app, input.repository, writing);
    await ssh.removeKnownHost(repository, input.knownHost, signal);
    const of = { connectionId, repositoryId: input.repository, kind: "known-host" } as const;
    await forgetMade(app, { ...of, hostId: input.knownHost });
    return {};
  },
});

export const hostSshOperations = [readSsh, setKeyPair, removeKeyPair, setKnownHost, removeKnownHost] as const;
