/** How one person on duty hands over to the next. */
export const dutyTables = `
-- 'open': what stood on the board at that moment, as JSON. Never changed but for who takes it. Spec: BRD-2, BRD-3.
CREATE TABLE hand_over (n INTEGER PRIMARY KEY AUTOINCREMENT, at INTEGER NOT NULL, account TEXT NOT NULL, words TEXT NOT NULL,
  open TEXT NOT NULL, taken INTEGER, taker TEXT) STRICT;
CREATE TRIGGER hand_over_stays BEFORE DELETE ON hand_over BEGIN SELECT RAISE(ABORT, 'a hand-over stays'); END;
CREATE TRIGGER hand_over_fixed BEFORE UPDATE OF n, at, account, words, open ON hand_over BEGIN SELECT RAISE(ABORT, 'a hand-over is not changed'); END;
`;
