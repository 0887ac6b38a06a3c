import { randomUUIDv7 } from "node:crypto";
import type { Clock, IdSource } from "../ports/index.ts";

export const systemClock: Clock = { now: () => Date.now() };

export const randomIds: IdSource = { next: () => randomUUIDv7() };
