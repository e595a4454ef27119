/** The formats of reports. */
export const reportFormats = ["text", "json", "sarif", "github", "unix", "csv", "html"] as const;
export type ReportFormat = (typeof reportFormats)[number];
