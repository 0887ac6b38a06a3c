import type { ModelPath } from "../diagnostics/diagnostic.ts";
import { follow } from "../parse/locator.ts";
import type { NodeIndex } from "../parse/source-document.ts";
import { keyBefore } from "./key-order.ts";
import { Refused, refuse } from "./refused.ts";
import { fillEmpty } from "./text/fill-empty.ts";
import type { NewEntry } from "./text/insert.ts";
import { insertEntries } from "./text/insert.ts";
import type { Patch } from "./text/patch.ts";
import { applyPatches, clashes } from "./text/patch.ts";
import { removeEntries } from "./text/remove.ts";
import { renderFlow, renderItem, renderKey, renderPair } from "./text/render.ts";
import { replaceKey, replaceValue } from "./text/replace.ts";
import type { Entry, Source } from "./text/source.ts";
import { entriesIn, merges, plainOf, readSource } from "./text/source.ts";
import { isPlain, isSame, type Plain, plainCopy, valueAt } from "./values.ts";

/** A pair to be put into a mapping. */
export interface NewPair {
  readonly key: string;
  readonly value: unknown;
  /** The pair as its author wrote it, key and comments included, without indentation; rendered from the value unless given. */
  readonly lines?: readonly string[];
}

/**
 * A text under edit. Each change is made twice: to the text, by patches that touch nothing else, and to its plain
 * value. `finish` compares the two, so a patch that does more or less than was asked is refused, never returned.
 */
export interface Draft {
  readonly source: () => Source;
  /** The plain value as it shall be, with the changes so far. */
  readonly value: (path: ModelPath) => unknown;
  /** Gives a path a value. Where both are collections, only what differs is written. */
  readonly set: (path: ModelPath, value: unknown) => void;
  readonly remove: (path: ModelPath) => void;
  readonly removeKeys: (path: ModelPath, keys: readonly string[]) => void;
  /** Puts pairs into a mapping after a key; `null` is before the first, `undefined` after the last. */
  readonly insert: (path: ModelPath, pairs: readonly NewPair[], after?: string | null) => void;
  readonly rename: (path: ModelPath, name: string) => void;
  /** Replaces text within a scalar where its source holds it as it is; else the whole scalar. */
  readonly rewrite: (path: ModelPath, rewriting: Rewriting) => void;
  /** @throws Refused `shared` or `layout` when the text cannot say it without changing anything else. */
  readonly finish: () => string;
}

export interface Rewriting {
  readonly value: string;
  /** The same for the source, where quotes are doubled and lines indented. */
  readonly source: (raw: string) => string;
}

export function createDraft(text: string): Draft {
  let source = readSource(text);
  const before = plainOf(source);
  const root = plainCopy(before);
  let patches: Patch[] = [];
  /** Collections that pending patches give other members: their nodes no longer tell what they hold. */
  const touched = new Set<NodeIndex>();

  function flush(): void {
    if (patches.length === 0) return;
    try {
      source = readSource(applyPatches(source.text, patches));
    } catch (error) {
      if (error instanceof Refused) throw notExpressible();
      throw error;
    }
    patches = [];
    touched.clear();
  }

  function notExpressible(): Refused {
    return /(?:^|[\s[{,:-])[*&][\w-]/m.test(text)
      ? refuse("shared", "What would change is written once for several places, with an anchor. Change it in the text.")
      : refuse("layout", "The text is laid out in a way that this cannot be written into. Change it in the text.");
  }

  /** The node at a path, with what stands on the way looked up afresh where pending patches changed it. */
  function nodeAt(path: ModelPath): NodeIndex | undefined {
    if (isTouched(path)) flush();
    const found = follow(source.document, path);
    return found?.depth === path.length ? found.node : undefined;
  }

  function isTouched(path: ModelPath): boolean {
    if (touched.size === 0) return false;
    for (let depth = 0; depth <= path.length; depth += 1) {
      const found = follow(source.document, path.slice(0, depth));
      if (found !== undefined && touched.has(found.node)) return true;
    }
    return false;
  }

  function entryAt(
    path: ModelPath,
  ): { readonly parent: NodeIndex; readonly entry: Entry; readonly index: number } | undefined {
    const parent = nodeAt(path.slice(0, -1));
    if (parent === undefined) return undefined;
    const name = String(path.at(-1));
    const index = entriesIn(source, parent).findIndex((entry) => entry.name === name);
    const entry = entriesIn(source, parent)[index];
    return entry === undefined ? undefined : { parent, entry, index };
  }

  /** Computes patches, and does so again on the flushed text when they meet those that are pending. */
  function perform(
    compute: () => { readonly patches: readonly Patch[]; readonly touches: readonly NodeIndex[] },
  ): void {
    let change = compute();
    if (change.patches.some((patch) => patches.some((pending) => clashes(patch, pending)))) {
      flush();
      change = compute();
    }
    patches.push(...change.patches);
    for (const node of change.touches) touched.add(node);
  }

  function replaceAt(path: ModelPath, value: unknown): void {
    perform(() => {
      const place = entryAt(path);
      if (place === undefined) throw refuse("bad-path", `There is nothing at ${path.join(".")}.`, { path });
      return { patches: [replaceValue(source, place, value)], touches: [place.parent, place.entry.value] };
    });
  }

  function putIn(path: ModelPath, added: readonly NewEntry[], after: number | undefined): void {
    perform(() => {
      const node = path.length === 0 ? source.root : nodeAt(path);
      const entries = node === undefined || source.document.kinds[node] === "scalar" ? [] : entriesIn(source, node);
      if (node !== undefined && entries.length > 0) {
        const last = entries.length - 1;
        return {
          patches: insertEntries(source, node, { entries: added, after: Math.min(after ?? last, last) }),
          touches: [node],
        };
      }
      const place = path.length === 0 ? undefined : entryAt(path);
      const patch = fillEmpty(source, { place, list: Array.isArray(valueAt(root, path)), entries: added });
      return { patches: [patch], touches: node === undefined ? [] : [node] };
    });
  }

  function set(path: ModelPath, value: unknown): void {
    const current = valueAt(root, path);
    if (value === undefined) remove(path);
    else if (current === undefined || !isSame(current, value)) write(path, current, value);
  }

  function write(path: ModelPath, current: unknown, value: unknown): void {
    if (path.length === 0) throw refuse("bad-path", "The whole pipeline cannot be set.");
    const parentPath = path.slice(0, -1);
    const last = path.at(-1) ?? "";
    const parent = valueAt(root, parentPath);
    if ((parent === undefined || parent === null) && parentPath.length > 0) {
      set(parentPath, typeof last === "number" ? [value] : { [last]: value });
    } else if (isPlain(current) && isPlain(value)) setMembers(path, current, value);
    else if (Array.isArray(current) && Array.isArray(value) && current.length > 0 && value.length > 0) {
      setItems(path, current, value);
    } else if (Array.isArray(parent) && last === parent.length) insertItem(parentPath, last, value);
    else if (isPlain(parent) && (current === undefined || entryAt(path) === undefined)) {
      const pair = { key: String(last), value };
      insert(parentPath, [pair], keyBefore(parentPath, pair.key, Object.keys(parent)));
    } else {
      replaceAt(path, value);
      put(path, value);
    }
  }

  function put(path: ModelPath, value: unknown): void {
    const parent = valueAt(root, path.slice(0, -1));
    const last = path.at(-1) ?? "";
    if (Array.isArray(parent) && typeof last === "number") parent[last] = plainCopy(value);
    else if (isPlain(parent)) parent[last] = plainCopy(value);
  }

  function setMembers(path: ModelPath, current: Plain, value: Plain): void {
    const next = Object.keys(value).filter((key) => value[key] !== undefined);
    const gone = Object.keys(current).filter((key) => !next.includes(key));
    if (gone.length > 0 && gone.length === Object.keys(current).length) {
      replaceAt(path, value);
      put(path, value);
      return;
    }
    removeKeys(path, gone);
    for (const key of next) set([...path, key], value[key]);
  }

  function setItems(path: ModelPath, current: readonly unknown[], value: readonly unknown[]): void {
    let [head, tail] = [0, 0];
    const most = Math.min(current.length, value.length);
    while (head < most && isSame(current[head], value[head])) head += 1;
    while (tail < most - head && isSame(current.at(-1 - tail), value.at(-1 - tail))) tail += 1;
    const common = Math.min(current.length, value.length) - head - tail;
    for (let index = 0; index < common; index += 1) set([...path, head + index], value[head + index]);
    const gone = current.length - value.length;
    for (let count = 0; count < gone; count += 1) remove([...path, head + common]);
    for (let count = 0; count < -gone; count += 1)
      insertItem(path, head + common + count, value[head + common + count]);
  }

  function insertItem(path: ModelPath, index: number, value: unknown): void {
    putIn(path, [{ lines: renderItem(value, source), flow: renderFlow(value, source) }], index - 1);
    const list = valueAt(root, path);
    if (Array.isArray(list)) list.splice(index, 0, plainCopy(value));
  }

  function insert(path: ModelPath, pairs: readonly NewPair[], after?: string | null): void {
    const target = valueAt(root, path);
    if (target === undefined || target === null) {
      if (path.length === 0) throw refuse("unreadable", "The text is no mapping.");
      set(path, {});
      flush();
    } else if (!isPlain(target)) throw refuse("bad-path", `${path.join(".")} has no members.`, { path });
    const node = nodeAt(path);
    const entries = node === undefined ? [] : entriesIn(source, node);
    const at = after === undefined ? undefined : after === null ? -1 : entries.findIndex(({ name }) => name === after);
    const added = pairs.map(({ key, value, lines }) => ({
      lines: lines ?? renderPair(key, value, source),
      flow: `${renderKey(key, source)}: ${renderFlow(value, source)}`,
    }));
    putIn(path, added, at);
    for (const { key, value } of pairs) put([...path, key], value);
  }

  function remove(path: ModelPath): void {
    const parentPath = path.slice(0, -1);
    const last = path.at(-1);
    const parent = valueAt(root, parentPath);
    if (isPlain(parent)) removeKeys(parentPath, [String(last)]);
    if (!Array.isArray(parent) || typeof last !== "number" || last >= parent.length) return;
    if (parent.length === 1) replaceAt(parentPath, []);
    else removeAt(parentPath, (_, index) => index === last);
    parent.splice(last, 1);
  }

  function removeKeys(path: ModelPath, keys: readonly string[]): void {
    const target = valueAt(root, path);
    if (!isPlain(target)) return;
    const gone = new Set(keys.filter((key) => Object.hasOwn(target, key)));
    if (gone.size === 0) return;
    const node = nodeAt(path);
    const left = Object.keys(target).length - gone.size;
    if (left === 0 && node !== undefined && !merges(source, node) && path.length > 0) replaceAt(path, {});
    else removeAt(path, ({ name }) => gone.has(name));
    for (const key of gone) delete target[key];
  }

  function removeAt(path: ModelPath, isGone: (entry: Entry, index: number) => boolean): void {
    perform(() => {
      const node = path.length === 0 ? source.root : nodeAt(path);
      if (node === undefined) throw refuse("bad-path", `There is nothing at ${path.join(".")}.`, { path });
      const gone = new Set(entriesIn(source, node).flatMap((entry, index) => (isGone(entry, index) ? [index] : [])));
      return { patches: removeEntries(source, node, gone), touches: [node] };
    });
  }

  function rename(path: ModelPath, name: string): void {
    perform(() => {
      const place = entryAt(path);
      if (place === undefined) throw notExpressible();
      return { patches: [replaceKey(source, place.entry, name)], touches: [place.parent] };
    });
    const parent = valueAt(root, path.slice(0, -1));
    if (!isPlain(parent)) return;
    const entries = Object.entries(parent);
    for (const [key] of entries) delete parent[key];
    for (const [key, value] of entries) parent[key === path.at(-1) ? name : key] = value;
  }

  function rewrite(path: ModelPath, { value, source: rewriteSource }: Rewriting): void {
    const node = nodeAt(path);
    if (node === undefined) return;
    const start = source.document.starts[node] ?? 0;
    const end = source.document.ends[node] ?? start;
    perform(() => ({
      patches: [{ start, end, insert: rewriteSource(source.text.slice(start, end)) }],
      touches: [],
    }));
    put(path, value);
  }

  function finish(): string {
    flush();
    if (!isSame(plainOf(source), root)) throw notExpressible();
    return source.text;
  }

  return {
    source: () => source,
    value: (path) => valueAt(root, path),
    set,
    remove,
    removeKeys,
    insert,
    rename,
    rewrite,
    finish,
  };
}
