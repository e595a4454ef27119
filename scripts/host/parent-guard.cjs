// Loaded into the VS Code server: makes it leave when the script that started it is gone, however that one ended.

// Processes forked by the server inherit this file; only the server itself hangs on our channel.
const isServer = process.argv[1]?.endsWith("server-main.js");

if (isServer && process.channel) {
  process.once("disconnect", () => process.exit(1));
  process.channel.unref();
}
