/** The file types that come with the product: all documents in the folders beside this file, put together by `scripts/file-types.mjs`. */

/** In the order in which lists show them; each is what `file-type.schema.json` describes. */
declare const documents: readonly object[];
export default documents;
