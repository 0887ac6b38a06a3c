/** Of templates, in the order of the gallery. */
export const categories = [
  "start",
  "javascript",
  "python",
  "compiled",
  "containers",
  "patterns",
  "delivery",
  "custom",
] as const;

const words: Readonly<Record<(typeof categories)[number], string>> = {
  start: "To begin with",
  javascript: "JavaScript and TypeScript",
  python: "Python",
  compiled: "Compiled languages",
  containers: "Containers",
  patterns: "Patterns",
  delivery: "Delivery",
  custom: "Your own",
};

export function categoryWord(category: (typeof categories)[number]): string {
  return words[category];
}
