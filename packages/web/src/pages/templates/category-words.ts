import type { TemplateCategory } from "@headrace/app/client";

const words: Readonly<Record<TemplateCategory, string>> = {
  start: "To begin with",
  javascript: "JavaScript and TypeScript",
  python: "Python",
  compiled: "Compiled languages",
  containers: "Containers",
  patterns: "Patterns",
  delivery: "Delivery",
  custom: "Your own",
};

export function categoryWord(category: TemplateCategory): string {
  return words[category];
}
