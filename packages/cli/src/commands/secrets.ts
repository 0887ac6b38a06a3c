import type { RegisterCommand } from "../program.ts";
import { registerSettings } from "./settings/register.ts";

export const register: RegisterCommand = (program, options) => registerSettings(program, options, "secrets");
