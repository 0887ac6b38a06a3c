import {
  type CacheUse,
  callsOf,
  canonicalJson,
  type ModelPath,
  parseExpression,
  type Service,
  splitTemplate,
} from "@headrace/pipeline";
import { unlessEmpty, without } from "../write/parts.ts";
import { limits } from "./limits.ts";
import { claimName } from "./names.ts";
import { type Place, plainText } from "./values.ts";

/** Caches and services, which are defined once for all steps and named by them. */
export interface Definitions {
  /** The names of what a stage's caches need: each path is a cache of its own there. */
  caches(place: Place): readonly string[];
  services(place: Place): readonly string[];
  /** Undefined where nothing is defined. */
  document(): Record<string, unknown> | undefined;
}

export function createDefinitions(): Definitions {
  const caches = createDefined();
  const services = createDefined();
  return {
    caches: (place) =>
      place.stage.cache.flatMap((cache, index) => {
        const path = ["stages", place.stage.id, "cache", index];
        const files = keyFiles(cache, place, path);
        noteCache(cache, place, path);
        const paths = cache.paths.map((each) => plainText(each, place, [...path, "paths"]));
        return paths.map((each) =>
          caches.nameOf(wordsIn(each), files === undefined ? each : { key: { files: [...files] }, path: each }),
        );
      }),
    services: (place) => place.stage.services.map((service) => services.nameOf(service.id, serviceOf(service, place))),
    document() {
      const all = without({ caches: caches.all(), services: services.all() });
      return Object.keys(all).length === 0 ? undefined : all;
    },
  };
}

/** Definitions by name; the same one twice has one name. */
function createDefined() {
  const names = new Map<string, string>();
  const taken = new Set<string>();
  const defined: Record<string, unknown> = Object.create(null);
  return {
    nameOf(wanted: string, definition: unknown): string {
      const key = canonicalJson([wanted, definition]);
      const name = names.get(key) ?? claimName(wanted, taken);
      names.set(key, name);
      defined[name] = definition;
      return name;
    },
    all: () => (names.size === 0 ? undefined : { ...defined }),
  };
}

function wordsIn(path: string): string {
  const words = path.replace(/[^A-Za-z0-9]+/g, "-").replace(/^-+|-+$/g, "");
  return words === "" ? "cache" : words.slice(0, 40);
}

/** The files that `hashFiles` names in a key. */
function keyFiles({ key }: CacheUse, place: Place, path: ModelPath): readonly string[] | undefined {
  const files: string[] = [];
  let others = false;
  for (const part of splitTemplate(key)) {
    if (part.kind !== "expression") continue;
    const parsed = parseExpression(part.source);
    const call = /^\s*hashFiles\s*\((?<names>(?:\s*'(?:[^']|'')*'\s*,?)+)\)\s*$/i.exec(part.source);
    if (parsed.ok && callsOf(parsed.expression).length === 1 && call?.groups?.names !== undefined) {
      const names = call.groups.names.matchAll(/'((?:[^']|'')*)'/g);
      files.push(...Array.from(names, ([, name = ""]) => name.replaceAll("''", "'")));
    } else others = true;
  }
  const isKept = !others && files.length > 0;
  if (!isKept) {
    place.notes.add("changed", {
      path: [...path, "key"],
      message: `The key \`${key}\` is ${files.length > 0 ? "read by its files alone" : "left out"}: Bitbucket makes keys of files only.`,
      mend: "Use hashFiles('package-lock.json') alone for the part of the key that changes.",
    });
  }
  return files.length === 0 ? undefined : files;
}

function noteCache({ restoreKeys, ttl, scope }: CacheUse, { notes }: Place, path: ModelPath): void {
  if (restoreKeys.length > 0) {
    const message = "`restoreKeys` are left out: Bitbucket restores a cache by its whole key only.";
    notes.add("left-out", { path: [...path, "restoreKeys"], message });
  }
  if (ttl !== undefined) {
    const message = `\`ttl\` is left out: Bitbucket keeps a cache for ${limits.cacheRetention} days.`;
    notes.add("left-out", { path: [...path, "ttl"], message });
  }
  if (scope === "repository") return;
  notes.add("changed", {
    path: [...path, "scope"],
    message: `Bitbucket shares a cache among all branches and pipelines of the repository, and not within the ${scope}.`,
  });
}

function serviceOf(service: Service, place: Place): Record<string, unknown> {
  const path = ["stages", place.stage.id, "services", service.id];
  const { notes } = place;
  notes.add("changed", {
    path,
    message: `Steps reach the service "${service.id}" at localhost, and not by its name.`,
    mend: "Take its address from a variable that is localhost there.",
  });
  if (service.ready !== undefined) {
    notes.add("left-out", {
      path: [...path, "ready"],
      message: `Bitbucket does not wait until the service "${service.id}" is ready.`,
      mend: "Wait for it at the beginning of the first step.",
    });
  }
  const variables = Object.entries(service.variables).map(
    ([name, template]) => [name, plainText(template, place, [...path, "variables", name])] as const,
  );
  return without({
    image: plainText(service.image, place, [...path, "image"]),
    variables: unlessEmpty(Object.fromEntries(variables)),
  });
}
