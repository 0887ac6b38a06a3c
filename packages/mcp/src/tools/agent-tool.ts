import type { Effect } from "@headrace/app";
import type { z } from "zod";
import type { Ask } from "../ask.ts";
import type { Toolset } from "../toolsets.ts";
import type { AgentTurn } from "./agent-turn.ts";

/** A tool as an agent sees it. What it may do is decided by the operations that it asks for, never here. */
export interface AgentTool {
  /** `verb_thing`, unique. */
  readonly name: string;
  readonly title: string;
  readonly toolset: Toolset;
  /** What it gives, when to use it, and what to use instead. */
  readonly description: string;
  /** Without `confirm`, which each tool with `about` has as well. */
  readonly input: z.ZodObject;
  /** Of the answer, where it is always an object of one form. */
  readonly output?: z.ZodObject;
  /** Of its input, without `confirm`. */
  readonly example: Readonly<Record<string, unknown>>;
  readonly effect: Effect;
  /** Of one that destroys: the key of the input that names what would be lost. */
  readonly about?: string;
  /** Offered only where it is asked for by its name. */
  readonly onlyByName?: boolean;
  /** Bytes of JSON that its answer has at most, where that is less than for others. */
  readonly mostBytes?: number;
  call(ask: Ask, input: Readonly<Record<string, unknown>>, turn: AgentTurn): Promise<unknown>;
}
