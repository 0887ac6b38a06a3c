/** What comes with Headrace: the texts lie in `library/`, by id. */
export const builtInTemplates = [
  { id: "hello", category: "start", title: "Hello" },
  { id: "node", category: "javascript", title: "Node.js" },
  { id: "react", category: "javascript", title: "React" },
  { id: "vue", category: "javascript", title: "Vue" },
  { id: "angular", category: "javascript", title: "Angular" },
  { id: "next", category: "javascript", title: "Next.js" },
  { id: "python", category: "python", title: "Python package" },
  { id: "django", category: "python", title: "Django" },
  { id: "fastapi", category: "python", title: "FastAPI or Flask" },
  { id: "go", category: "compiled", title: "Go" },
  { id: "java-maven", category: "compiled", title: "Java with Maven" },
  { id: "docker", category: "containers", title: "Container image" },
  { id: "monorepo", category: "patterns", title: "Monorepo" },
  { id: "matrix", category: "patterns", title: "Matrix" },
  { id: "nightly", category: "patterns", title: "Nightly checks" },
  { id: "release", category: "delivery", title: "Release with consent" },
] as const satisfies readonly { readonly id: string; readonly category: string; readonly title: string }[];
