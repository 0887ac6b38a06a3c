import { z } from "zod";

export const hostId = z.string().min(1).max(255).describe("As the host calls it");
