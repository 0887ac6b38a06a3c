const blockBytes = 64;

/**
 * SHA-256 of a text's UTF-8 bytes, 64 hexadecimal digits (FIPS 180-4). For short texts such as a definition:
 * synchronous and without the platform, so it also runs in a browser. Files are hashed by the engine.
 */
export function sha256Hex(text: string): string {
  const bytes = padded(new TextEncoder().encode(text));
  const view = new DataView(bytes.buffer);
  const { initial, constants } = tables();
  const hash = Uint32Array.from(initial);
  const schedule = new Uint32Array(64);
  for (let offset = 0; offset < bytes.length; offset += blockBytes) {
    for (let index = 0; index < 16; index += 1) schedule[index] = view.getUint32(offset + index * 4);
    extend(schedule);
    compress(hash, schedule, constants);
  }
  return Array.from(hash, (word) => word.toString(16).padStart(8, "0")).join("");
}

function padded(message: Uint8Array): Uint8Array<ArrayBuffer> {
  const length = Math.ceil((message.length + 9) / blockBytes) * blockBytes;
  const bytes = new Uint8Array(length);
  bytes.set(message);
  bytes[message.length] = 0x80;
  new DataView(bytes.buffer).setBigUint64(length - 8, BigInt(message.length) * 8n);
  return bytes;
}

function extend(schedule: Uint32Array): void {
  for (let index = 16; index < 64; index += 1) {
    const early = word(schedule, index - 15);
    const late = word(schedule, index - 2);
    const small = rotate(early, 7) ^ rotate(early, 18) ^ (early >>> 3);
    const large = rotate(late, 17) ^ rotate(late, 19) ^ (late >>> 10);
    schedule[index] = word(schedule, index - 16) + small + word(schedule, index - 7) + large;
  }
}

function compress(hash: Uint32Array, schedule: Uint32Array, constants: Uint32Array): void {
  const state = Uint32Array.from(hash);
  for (let round = 0; round < 64; round += 1) {
    const a = word(state, 0);
    const e = word(state, 4);
    const choice = (e & word(state, 5)) ^ (~e & word(state, 6));
    const majority = (a & word(state, 1)) ^ (a & word(state, 2)) ^ (word(state, 1) & word(state, 2));
    const first =
      word(state, 7) +
      (rotate(e, 6) ^ rotate(e, 11) ^ rotate(e, 25)) +
      choice +
      word(constants, round) +
      word(schedule, round);
    const second = (rotate(a, 2) ^ rotate(a, 13) ^ rotate(a, 22)) + majority;
    state.copyWithin(1, 0, 7);
    state[4] = word(state, 4) + first;
    state[0] = first + second;
  }
  for (let index = 0; index < 8; index += 1) hash[index] = word(hash, index) + word(state, index);
}

/** The first 32 bits of the fractional parts of square and cube roots of the first primes (FIPS 180-4, 4.2.2, 5.3.3). */
function tables(): { readonly initial: Uint32Array; readonly constants: Uint32Array } {
  const primes: number[] = [];
  for (let candidate = 2; primes.length < 64; candidate += 1) {
    if (primes.every((prime) => candidate % prime !== 0)) primes.push(candidate);
  }
  return {
    initial: Uint32Array.from(primes.slice(0, 8), (prime) => fraction(prime ** (1 / 2))),
    constants: Uint32Array.from(primes, (prime) => fraction(Math.cbrt(prime))),
  };
}

function fraction(root: number): number {
  return Math.floor((root % 1) * 2 ** 32);
}

function rotate(value: number, count: number): number {
  return (value >>> count) | (value << (32 - count));
}

/** A word that is always there: indexes are within the array by construction. */
function word(words: Uint32Array, index: number): number {
  return words[index] ?? 0;
}
