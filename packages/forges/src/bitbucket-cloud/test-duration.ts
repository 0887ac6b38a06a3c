const durationForm = /^PT(?:(\d+)H)?(?:(\d+)M)?(?:(\d+(?:\.\d+)?)S)?$/;

/** Of seconds, as a number or as ISO 8601 writes them (`PT1M2.5S`); zero for what is neither. */
export function millisecondsOf(duration: string | number | null | undefined): number {
  if (typeof duration === "number") return Math.max(0, duration * 1000);
  const [, hours = "0", minutes = "0", seconds = "0"] = durationForm.exec(duration ?? "") ?? [];
  return (Number(hours) * 3600 + Number(minutes) * 60 + Number(seconds)) * 1000;
}
