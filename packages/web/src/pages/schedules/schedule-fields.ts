/** When and of which branch. */
export const scheduleFields = [
  { name: "cron", label: "When", hint: "Minute, hour, day of month, month, day of week: 0 3 * * * is 3:00 every day" },
  { name: "timezone", label: "Time zone", hint: "Such as Europe/Rome" },
  { name: "branch", label: "Branch", optional: true, placeholder: "The repository's default branch" },
] as const;
