/** What is used of fflate: a bundle of its own, which those who write or read zips load. */
export { strFromU8, strToU8, Unzip, UnzipInflate, unzipSync, Zip, ZipDeflate, zip, zipSync } from "fflate";
