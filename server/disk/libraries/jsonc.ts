/** What is used of jsonc-parser: a bundle of its own, loaded with the first JSON document that is read or changed. */
export { applyEdits, findNodeAtLocation, modify, parse, parseTree, printParseErrorCode } from "jsonc-parser";
