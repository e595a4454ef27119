/** The formats that a file is exported in as text. */
export const textFormats = ["csv", "json", "ndjson", "markdown"] as const;
export type TextFormat = (typeof textFormats)[number];
