import { textInput } from "./input-variables.ts";
import type { StageType } from "./stage-type.ts";

export const script: StageType = {
  type: "script",
  category: "custom",
  summary: "Runs a script of your own.",
  inputs: [
    {
      name: "script",
      type: "string",
      required: true,
      description: "The script; text from outside may not be part of it.",
    },
    {
      name: "shell",
      type: "string",
      default: "sh",
      literal: true,
      description: "`sh`, `bash`, `python`, `node`, or a program that takes a script file.",
    },
  ],
  outputs: [],
  expand: (inputs) => ({
    steps: [
      { id: "script", name: "Run the script", run: textInput(inputs, "script"), shell: textInput(inputs, "shell") },
    ],
  }),
};
