/** The file types that come with the product: made by the build (`scripts/file-types.mjs`) of all documents in the folders beside this file. */
import type { TableDocument } from "../server/core/filetypes/file-type.ts";

declare const fileTypes: {
  /** In the order in which lists show them. */
  readonly documents: readonly TableDocument[];
  /** All regular expressions in them. */
  readonly patterns: readonly string[];
};
export default fileTypes;
