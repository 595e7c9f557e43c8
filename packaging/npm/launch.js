#!/usr/bin/env node
// Starts the program in the package for this machine, which npm installed as an optional dependency.
"use strict";

const { spawn } = require("node:child_process");
const { constants } = require("node:os");

const platformPackage = `${require("./package.json").platformPackages}${process.platform}-${process.arch}`;
const program = process.platform === "win32" ? "pagerduty-mcp.exe" : "pagerduty-mcp";

let path;
try {
  path = require.resolve(`${platformPackage}/bin/${program}`);
} catch {
  console.error(
    `pagerduty-mcp: the package ${platformPackage} is not installed. npm leaves it out with --omit=optional; ` +
      "there is none for other systems than Linux, macOS and Windows on x64 and arm64.",
  );
  process.exit(1);
}

const child = spawn(path, process.argv.slice(2), { stdio: "inherit" });
child.on("error", (error) => {
  console.error(`pagerduty-mcp: ${path} does not start: ${error.message}`);
  process.exit(1);
});
for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"]) {
  process.on(signal, () => child.kill(signal)); // the program answers running calls, then ends
}
child.on("exit", (code, signal) => process.exit(signal ? 128 + constants.signals[signal] : code));
