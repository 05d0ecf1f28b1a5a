// The container's health check. The image has neither curl nor a shell's worth of tools, but it has Node.js.
const url = `http://127.0.0.1:${process.env.PORT ?? 8080}/api/health`;
const healthy = await fetch(url, { signal: AbortSignal.timeout(2_000) }).then(
    (response) => response.ok,
    () => false,
);
process.exitCode = healthy ? 0 : 1;
