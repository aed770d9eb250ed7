// Renders ZPL as a Zebra printer would: one JSON request a line in, one answer a line out, pictures as base64 PNG.
const { ready } = require(process.argv[2]);
const lines = require("node:readline").createInterface({ input: process.stdin });

lines.on("line", async (line) => {
  const { zpl, width, height, dots } = JSON.parse(line);
  try {
    const { api } = await ready;
    const pictures = await api.zplToBase64MultipleAsync(zpl, width, height, dots);
    const megabytes = Math.round(process.memoryUsage().rss / 2 ** 20);
    process.stdout.write(JSON.stringify({ pictures, megabytes }) + "\n");
  } catch (error) {
    process.stdout.write(JSON.stringify({ error: String(error) }) + "\n");
  }
});
lines.on("close", () => process.exit(0));
