/** As the API names them. */
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
