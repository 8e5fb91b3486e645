const echoTime = 1_000;

/**
 * Resolves at the first request to end this process. Within a second a repeated one is the same
 * request, since a terminal and npm both send it; a later one ends at once.
 */
export function askedToEnd(): Promise<void> {
  return new Promise((resolve) => {
    let first: number | undefined;
    const asked = (): void => {
      const now = performance.now();
      if (first === undefined) {
        first = now;
        resolve();
      } else if (now - first > echoTime) process.exit(1);
    };
    for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, asked);
  });
}
