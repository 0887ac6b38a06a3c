import { Array as DataArray } from "@actions/expressions/data/array";
import { BooleanData } from "@actions/expressions/data/boolean";
import { Dictionary } from "@actions/expressions/data/dictionary";
import type { ExpressionData, Pair } from "@actions/expressions/data/expressiondata";
import { Null } from "@actions/expressions/data/null";
import { NumberData } from "@actions/expressions/data/number";
import { StringData } from "@actions/expressions/data/string";

/** Turns JSON into the library's data as it is read: an object of thousands of outputs costs only what is asked of it. */
export interface DataConverter {
  readonly toData: (value: unknown) => ExpressionData;
}

/** One converter for one evaluation: within it the same object is the same data, which `==` compares by identity. */
export function createDataConverter(): DataConverter {
  const converted = new WeakMap<object, ExpressionData>();
  const toData = (value: unknown): ExpressionData => {
    switch (typeof value) {
      case "string":
        return new StringData(value);
      case "number":
        return new NumberData(value);
      case "boolean":
        return new BooleanData(value);
      case "object":
        return value === null ? new Null() : containerData(value);
      default:
        return new Null();
    }
  };
  const containerData = (value: object): ExpressionData => {
    const known = converted.get(value);
    if (known) return known;
    const data = Array.isArray(value) ? new LazyArray(value, toData) : new LazyDictionary(value, toData);
    converted.set(value, data);
    return data;
  };
  return { toData };
}

/** The JSON of the library's data. */
export function fromData(data: ExpressionData): unknown {
  if (data instanceof LazyArray || data instanceof LazyDictionary) return data.plain;
  if (data instanceof DataArray) return data.values().map(fromData);
  if (data instanceof Dictionary)
    return Object.fromEntries(data.pairs().map(({ key, value }) => [key, fromData(value)]));
  if (data instanceof StringData || data instanceof NumberData || data instanceof BooleanData) return data.value;
  return null;
}

class LazyArray extends DataArray {
  readonly plain: readonly unknown[];
  readonly #toData: (value: unknown) => ExpressionData;

  constructor(plain: readonly unknown[], toData: (value: unknown) => ExpressionData) {
    super();
    this.plain = plain;
    this.#toData = toData;
  }

  override get(index: number): ExpressionData {
    return this.#toData(this.plain[index]);
  }

  override values(): ExpressionData[] {
    return this.plain.map(this.#toData);
  }
}

/**
 * Looks a key up as written, then in any case. Only own keys exist: the library's own dictionary
 * loses keys such as `constructor`, which it finds on the prototype.
 */
class LazyDictionary extends Dictionary {
  readonly plain: object;
  readonly #toData: (value: unknown) => ExpressionData;

  constructor(plain: object, toData: (value: unknown) => ExpressionData) {
    super();
    this.plain = plain;
    this.#toData = toData;
  }

  override get(key: string): ExpressionData | undefined {
    const own = Object.hasOwn(this.plain, key) ? key : this.#keyInAnyCase(key);
    if (own === undefined) return undefined;
    const value: unknown = Reflect.get(this.plain, own);
    return this.#toData(value);
  }

  override values(): ExpressionData[] {
    return Object.values(this.plain).map(this.#toData);
  }

  override pairs(): Pair[] {
    return Object.entries(this.plain).map(([key, value]) => ({ key, value: this.#toData(value) }));
  }

  #keyInAnyCase(key: string): string | undefined {
    const lowered = key.toLowerCase();
    return Object.keys(this.plain).find((candidate) => candidate.toLowerCase() === lowered);
  }
}
