export const timeStyles = ["off", "relative", "absolute"] as const;
export type TimeStyle = (typeof timeStyles)[number];

/** `1:04.2`, `2:05:01.0`: from the beginning of the stage. */
export function sinceThen(milliseconds: number): string {
  const tenths = Math.max(0, Math.floor(milliseconds / 100));
  const seconds = Math.floor(tenths / 10);
  const [hours, minutes] = [Math.floor(seconds / 3600), Math.floor(seconds / 60) % 60];
  const end = `${String(seconds % 60).padStart(2, "0")}.${tenths % 10}`;
  return hours === 0 ? `${minutes}:${end}` : `${hours}:${String(minutes).padStart(2, "0")}:${end}`;
}

/** `09:31:07.412` in the viewer's zone. */
export function clockTime(at: number): string {
  const date = new Date(at);
  const parts = [date.getHours(), date.getMinutes(), date.getSeconds()].map((part) => String(part).padStart(2, "0"));
  return `${parts.join(":")}.${String(date.getMilliseconds()).padStart(3, "0")}`;
}
