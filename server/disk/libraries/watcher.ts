/** What is used of chokidar: a bundle of its own, which only who watches folders loads. */
export { watch } from "chokidar";
