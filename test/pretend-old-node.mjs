// Loaded with --import: makes this process believe that its Node is old. The processes that it starts do not.
Object.defineProperty(process, "versions", { value: { ...process.versions, node: "20.19.0" } });
