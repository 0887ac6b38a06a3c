import { outputsPath } from "./outputs.ts";
import type { Place } from "./values.ts";
import { wordOf } from "./words.ts";

/** What writes a stage's outputs at its end. */
export function handOn(place: Place): readonly string[] {
  const { stage } = place;
  if (!place.handing.has(stage.id)) return [];
  const words = Object.entries(stage.outputs).map(([name, template]) =>
    wordOf(`${name}=${template}`, place, ["stages", stage.id, "outputs", name]),
  );
  const file = `"$BITBUCKET_CLONE_DIR/${outputsPath(stage.id)}"`;
  return [`mkdir -p "$(dirname ${file})" && printf '%s\\n' ${words.join(" ")} > ${file}`];
}
