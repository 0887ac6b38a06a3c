// Loaded anew for each file of tests; what it imports is loaded once in a worker.
import "./untracked.ts";
