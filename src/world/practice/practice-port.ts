/** Where a practice listens unless told otherwise. */
export const practicePort = Number(process.env['COMITY_PRACTICE_PORT'] ?? 8480);
