// Imported first by every command: what follows needs Node.js 20, and an older one would fail in words that do not say so.
const MINIMUM = 20;

if (Number(process.versions.node.split(".")[0]) < MINIMUM) {
    process.stderr.write(
        `This is Node.js ${process.versions.node}; this package needs Node.js ${MINIMUM} or newer ` +
            "(https://nodejs.org/en/download). Install it and run the same command again.\n",
    );
    process.exit(1);
}
