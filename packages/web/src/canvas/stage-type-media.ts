/** The type of what is dragged from the stage library. */
export const stageTypeMedia = "application/x-headrace-stage-type";
