/** What is used of csv-parse: a bundle of its own, loaded to read what others wrote, and to read back what we write. */
export { parse as parseStream } from "csv-parse";
export { parse } from "csv-parse/sync";
