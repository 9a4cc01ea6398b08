// The official AsyncAPI parser reads contracts/asyncapi.yaml; each error is printed, and any fails.
const { readFileSync } = require("node:fs");
const { join } = require("node:path");
const { Parser } = require("@asyncapi/parser");

const file = process.argv[2] ?? join(__dirname, "asyncapi.yaml");
new Parser().parse(readFileSync(file, "utf8")).then(({ document, diagnostics }) => {
  const errors = diagnostics.filter(({ severity }) => severity === 0);
  for (const { path, message } of errors) console.error(`${path.join(".")}: ${message}`);
  process.exitCode = document && errors.length === 0 ? 0 : 1;
});
