// Installs the dependencies when they are missing or not those of package-lock.json.
import { setUp } from "./setup.mjs";

await setUp();
