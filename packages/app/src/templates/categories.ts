/** Of templates, in the order of the gallery. */
export const templateCategories = [
  "start",
  "javascript",
  "python",
  "compiled",
  "containers",
  "patterns",
  "delivery",
  "custom",
] as const;

export type TemplateCategory = (typeof templateCategories)[number];
