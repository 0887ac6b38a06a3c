import { nodeSize, type Places } from "./geometry.ts";

export interface View {
  readonly x: number;
  readonly y: number;
  readonly zoom: number;
}

/** The least zoom at which the names of stages can be read. */
const readable = 0.55;
const margin = 24;

/**
 * What is seen first: the whole graph in the middle where its names can still be read, else its beginning, as large as
 * they need.
 */
export function firstView(places: Places, frame: { readonly width: number; readonly height: number }): View {
  const points = [...places.stages.values()];
  const left = Math.min(0, ...places.lanes.map(({ x }) => x));
  const top = Math.min(0, ...places.lanes.map(({ y }) => y));
  const width = Math.max(0, ...points.map(({ x }) => x)) + nodeSize.width - left;
  const height = Math.max(0, ...points.map(({ y }) => y)) + nodeSize.height - top;
  const whole = Math.min((frame.width - 2 * margin) / width, (frame.height - 2 * margin) / height, 1);
  const zoom = Math.max(whole, readable);
  const start = (room: number, taken: number) => Math.max(margin, (room - taken * zoom) / 2);
  return { x: start(frame.width, width) - left * zoom, y: start(frame.height, height) - top * zoom, zoom };
}
