import { fromUtf8 } from '#protocol/bytes/text.ts';
import type { CaseLog } from '#protocol/case/case-log.ts';
import { caseStart, InventedCase } from '#protocol/case/invented-case.fixture.ts';
import { inventedProcedure } from '#protocol/case/invented-procedure.fixture.ts';
import { formatNote, type SignedNote } from '#protocol/identity/signed-note.ts';
import type { SignedLog } from './replayed.ts';

const text = (note: SignedNote): string => fromUtf8(formatNote(note));

/** The next term, from what its council had cosigned. */
function succeed(invented: InventedCase, log: CaseLog, time: number): void {
  const term = log.term + 1;
  const tail = invented.cosigned(invented.head(log), [2], [time]);
  const statements = [1, 2, 3].map((author) => invented.statement(author, term, author === 2 ? { tail } : {}));
  log.append(invented.beginning({ term, statements }));
}

/** So many entries of four parties, signed: acts that count and acts that are void, ticks, and three terms. */
export function signedLog(entries: number): SignedLog {
  const invented = new InventedCase();
  const log = invented.log();
  const numbers = [0, 0, 0, 0];
  let time = caseStart;
  for (let turn = 0; log.size < entries; turn++) {
    const author = turn % 4;
    const n = (numbers[author] ?? 0) + 1;
    numbers[author] = n;
    log.append(
      invented.act(
        author,
        log,
        { n, act: ['ask', 'answer', 'agree', 'unheard-of'][turn % 4] ?? '', fields: {} },
        turn % 3 > 0,
      ),
    );
    time += 1800;
    if (turn % 5 === 0) invented.settle(log, time);
    if (turn % 90 === 60) succeed(invented, log, time);
  }
  invented.settle(log, time);
  return {
    entries: [...log.records()].map(({ note }) => text(note)),
    histories: invented.parties.map(({ history }) => history.notes.map(text)),
    procedure: inventedProcedure,
    certificate: text(invented.cosigned(invented.head(log), [0, 1, 2], [time])),
  };
}
