import type { Launch, Launched } from "./launch-program.ts";

/**
 * A small process that starts programs for this one. To start a program the runtime forks, which takes longer
 * the more memory a process has (1 ms at 50 MB, 3 ms at 100 MB, 18 ms at 300 MB), and nothing else is done meanwhile.
 *
 * It hears of this process by a channel and ends with it, however that ends.
 */
export interface ProgramStarter {
  /** `failed` when it could not even be started, `lost` when it has ended since. */
  readonly state: "starting" | "ready" | "failed" | "lost";
  /** Resolves when it is no longer starting. */
  readonly started: Promise<void>;
  /** As `launchProgram`, for a launch with named pipes; call when it is ready. */
  launch(launch: Launch): Promise<Launched>;
  close(): void;
}
