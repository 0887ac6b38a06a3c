import { createStageTypes, type StageCategory, stageCategories } from "@headrace/pipeline";
import type { NewStage } from "@headrace/pipeline/edit";

/** Something that can be put on the canvas. */
export interface LibraryItem {
  /** What is dragged. */
  readonly key: string;
  readonly name: string;
  readonly summary: string;
  readonly category: StageCategory;
  readonly inputs: readonly LibraryField[];
  readonly outputs: readonly LibraryField[];
  readonly stage: NewStage;
}

export interface LibraryField {
  readonly name: string;
  readonly description: string;
  readonly required: boolean;
}

export const categoryNames: Readonly<Record<StageCategory, string>> = {
  source: "Source",
  build: "Build",
  test: "Test",
  security: "Security",
  deploy: "Deploy",
  notify: "Notify",
  custom: "Custom",
};

/** What a stage of one's own begins with, by the kind of work. */
const beginnings: Readonly<Record<StageCategory, string>> = {
  source: "Fetch what is worked on",
  build: "Make something of the sources",
  test: "Check that it works",
  security: "Look for what is dangerous",
  deploy: "Bring it to an environment",
  notify: "Tell somebody",
  custom: "Run commands",
};

/** Every stage type, and in each category a stage with steps of one's own. */
export function libraryItems(): readonly LibraryItem[] {
  const types = createStageTypes()
    .list()
    .map(
      ({ type, summary, category, inputs, outputs }): LibraryItem => ({
        key: type,
        name: type,
        summary,
        category,
        inputs: inputs.map(({ name, description, required }) => ({ name, description, required: required ?? false })),
        outputs: outputs.map(({ name, description }) => ({ name, description, required: false })),
        stage: { uses: type },
      }),
    );
  const own = stageCategories.map(
    (category): LibraryItem => ({
      key: `own ${category}`,
      name: category === "custom" ? "steps" : `${category} steps`,
      summary: category === "custom" ? "Commands of your own." : `${beginnings[category]}, with commands of your own.`,
      category,
      inputs: [],
      outputs: [],
      stage: {
        id: category === "custom" ? "stage" : category,
        value: {
          ...(category === "custom" ? {} : { category }),
          steps: [{ name: beginnings[category], run: `echo "${category === "custom" ? "hello" : category}"` }],
        },
      },
    }),
  );
  return stageCategories.flatMap((category) => [...types, ...own].filter((item) => item.category === category));
}

export function searchItems(items: readonly LibraryItem[], text: string): readonly LibraryItem[] {
  const words = text.toLowerCase().split(/\s+/).filter(Boolean);
  return items.filter(({ name, summary, category }) => {
    const all = `${name} ${summary} ${categoryNames[category]}`.toLowerCase();
    return words.every((word) => all.includes(word));
  });
}
