// Draws docs/pictures/icon.png from the SVG beside it: stores want a PNG of 256 by 256. Usage: node scripts/icon.mjs
import path from "node:path";
import sharp from "sharp";

const pictures = path.resolve(import.meta.dirname, "../docs/pictures");

/** The icon as a PNG. */
export function icon() {
  return sharp(path.join(pictures, "icon.svg")).resize(256, 256).png({ palette: true, effort: 10 });
}

if (process.argv[1] === import.meta.filename) await icon().toFile(path.join(pictures, "icon.png"));
