import { readAgreement } from '#protocol/agreement/agreement.ts';
import { base64, hex } from '#protocol/bytes/encodings.ts';
import { fromUtf8 } from '#protocol/bytes/text.ts';
import { logKeys } from '#protocol/identity/key-history.ts';
import { formatVkey } from '#protocol/identity/note-key.ts';
import { formatNote, parseNote } from '#protocol/identity/signed-note.ts';
import { parseCheckpoint } from '#protocol/log/checkpoint.ts';
import { leafHash } from '#protocol/log/merkle.ts';
import { formatTlogProof } from '#protocol/log/tlog-proof.ts';
import { type EntryKind, entryKinds, type LogBookView, type LogRow, logBookPage } from '#web/pages/log-book-page.ts';
import { type LogEntryView, logEntryPage } from '#web/pages/log-entry-page.ts';
import type { VerifyTarget } from '#web/parts/verify-button.ts';
import { batchById } from '../party/batch-book.ts';
import { cosignersOf, type LogEntry, logEntry, newestCheckpointTime, newestEntries } from '../party/log-entries.ts';
import { inLanguage } from '../party/party-names.ts';
import { partners } from '../party/peer-book.ts';
import type { PageRoute } from './page-route.ts';
import { nothingHere, numberParam, pagingOf, sendFile, sendPage, type Visit } from './visit.ts';

const pageSize = 50;

/** What an entry holds; every record without a name of its own is called a record. */
function kindOf({ kind }: LogEntry): EntryKind {
  if (kind === undefined) return 'commitment';
  return entryKinds.find((known) => known === kind) ?? 'record';
}

interface About {
  readonly href: string;
  readonly title: string;
}

/** What an entry is about, for readers of this server. */
function aboutOf({ party, names, reader }: Visit, entry: LogEntry): About | undefined {
  const { kind, noteId, note } = entry;
  if (kind === 'identity' || kind === 'card') return { href: `/parties/${party.id}`, title: names.of(party.id).name };
  if (kind === 'release') {
    const batch = batchById(party, noteId);
    return batch === undefined ? undefined : { href: `/receipts/${noteId}`, title: names.of(batch.party).name };
  }
  if (kind === 'agreement' && note !== undefined) {
    const { terms } = readAgreement(parseNote(note));
    return { href: `/agreements/${noteId}`, title: inLanguage(terms.titles, reader.language) ?? noteId };
  }
  return undefined;
}

function verifyTarget({ party }: Visit, index: number): VerifyTarget {
  const [newest] = logKeys(party.history);
  if (newest === undefined) throw new Error('A key history has at least one log key.');
  return { entryHref: `/log-book/${index}/entry`, proofHref: `/log-book/${index}/proof`, vkey: formatVkey(newest) };
}

function row(visit: Visit, entry: LogEntry): LogRow {
  const about =
    aboutOf(visit, entry)?.title ?? (entry.kind === undefined || kindOf(entry) !== 'record' ? undefined : entry.kind);
  return { index: entry.position, kind: kindOf(entry), at: entry.at, ...(about === undefined ? {} : { about }) };
}

/** The newest checkpoint with its signatures, as pages show it; nothing while the log is empty. */
function head({ party }: Visit): Partial<LogBookView> {
  const note = party.log.checkpoint();
  if (note === undefined) return {};
  const at = newestCheckpointTime(party);
  const { root } = parseCheckpoint(note.text);
  return { root: base64(root), checkpoint: fromUtf8(formatNote(note)), ...(at === undefined ? {} : { at }) };
}

function list(visit: Visit): Response {
  const { party, names } = visit;
  const { size } = party.log.frontier();
  const { paging, slice } = pagingOf(visit.query, size, pageSize);
  const times = new Map(cosignersOf(party, size).map(({ witness, at }) => [witness, at]));
  const view: LogBookView = {
    origin: party.log.origin,
    size,
    ...head(visit),
    cosignatures: partners(party).map(({ id }) => {
      const at = times.get(id);
      return at === undefined ? { party: names.of(id) } : { party: names.of(id), at };
    }),
    rows: newestEntries(party, slice).map((entry) => row(visit, entry)),
    paging,
    ...(size === 0 ? {} : { newest: verifyTarget(visit, size - 1) }),
  };
  return sendPage(logBookPage(view, visit.reader));
}

function known(visit: Visit): LogEntry {
  const entry = logEntry(visit.party, numberParam(visit, 'index'));
  if (entry === undefined) throw nothingHere();
  return entry;
}

function show(visit: Visit): Response {
  const entry = known(visit);
  const about = aboutOf(visit, entry);
  const view: LogEntryView = {
    index: entry.position,
    size: visit.party.log.frontier().size,
    kind: kindOf(entry),
    at: entry.at,
    leafHash: hex(leafHash(entry.bytes)),
    text: fromUtf8(entry.bytes),
    verify: verifyTarget(visit, entry.position),
    ...(about === undefined ? {} : { about }),
  };
  return sendPage(logEntryPage(view, visit.reader));
}

function proof(visit: Visit): Response {
  const { position } = known(visit);
  return sendFile(formatTlogProof(visit.party.log.proofAt(position)), `entry-${position}.tlog-proof`);
}

function bytes(visit: Visit): Response {
  const entry = known(visit);
  return sendFile(new Uint8Array(entry.bytes), `entry-${entry.position}`, 'application/octet-stream');
}

/** Our own log, entry by entry, with what a browser needs to verify each. */
export const logBookRoutes: readonly PageRoute[] = [
  { method: 'GET', path: '/log-book', needs: 'read-log', answer: list },
  { method: 'GET', path: '/log-book/:index', needs: 'read-log', answer: show },
  { method: 'GET', path: '/log-book/:index/proof', needs: 'read-log', answer: proof },
  { method: 'GET', path: '/log-book/:index/entry', needs: 'read-log', answer: bytes },
];
