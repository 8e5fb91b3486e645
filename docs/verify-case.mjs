// Checks the copy of a case with nothing but Node and the files of the copy (CPY-1):  node verify-case.mjs FOLDER
// It shares no code with the program that wrote the copy. It proves who signed what and in which order, and that the
// sealed words are those that were signed. It does not replay the procedure: which acts were void, what silence meant.
import { ok as check } from 'node:assert/strict';
import { createHash, verify } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';

process.on('uncaughtException', ({ message }) => {
  console.log(`This does not hold: ${message}.`);
  process.exit(1);
});
const folder = process.argv[2] ?? '.';
const read = (name) => readFileSync(`${folder}/${name}`);
const bytes = (base64) => Buffer.from(base64, 'base64');
const sha256 = (...parts) => parts.reduce((hash, part) => hash.update(part), createHash('sha256')).digest();
const idOf = (text) => sha256(text).toString('hex');

// A signed note: a text, an empty line, then lines of "— name base64(key id of 4 bytes, signature)".
const readNote = (raw) => {
  const [, text, lines] = /^(.*\n)\n(.*)\n$/s.exec(raw.toString());
  return { text, lines: lines.split('\n').map((line) => [line.split(' ')[1], bytes(line.split(' ')[2])]) };
};
const dataOf = ({ text }, kind) => JSON.parse(text.startsWith(`${kind}\n`) ? text.slice(kind.length) : `no ${kind}`);
// Whether this Ed25519 key signed; one of type 4 signs a time as well. A wrong signature of the key ends it all.
const isSigned = ({ text, lines }, name, key, type = 1) => {
  const keyId = sha256(name, '\n', Buffer.of(type), bytes(key)).subarray(0, 4);
  const [, line] = lines.find(([by, raw]) => by === name && raw.subarray(0, 4).equals(keyId)) ?? [];
  if (line === undefined) return false;
  const [from, time] = type === 4 ? [12, `cosignature/v1\ntime ${line.readBigUInt64BE(4)}\n`] : [4, ''];
  const jwk = { kty: 'OKP', crv: 'Ed25519', x: bytes(key).toString('base64url') };
  const holds = verify(null, Buffer.from(time + text), { key: jwk, format: 'jwk' }, line.subarray(from));
  check(holds, `a signature of ${name} is of the text above it`);
  return true;
};

// Keys: a party's id is the hash of its first key record; each next one is signed with a key announced before.
const keys = new Map();
for (const notes of JSON.parse(read('identities.json')).map((history) => history.map(readNote))) {
  const records = notes.map((note) => dataOf(note, 'comity/identity/v1'));
  for (const [at, { previous, rotation }] of records.entries()) {
    const isNext = () => previous === idOf(notes[at - 1].text) && idOf(bytes(rotation)) === records[at - 1].next;
    check((at === 0 || isNext()) && isSigned(notes[at], 'comity/rotation', rotation), 'new keys were announced before');
  }
  keys.set(idOf(notes[0].text), records);
}
// The log: entries from their bundles of 256; each tile of hashes, and the root, made again from the entries.
const rootOf = (list) => {
  const half = 2 ** Math.floor(Math.log2(list.length - 1));
  return list.length === 1 ? list[0] : sha256(Buffer.of(1), rootOf(list.slice(0, half)), rootOf(list.slice(half)));
};
const tile = (level, index, width) => {
  const [, groups] = /^0*((?:\d{3})+)$/.exec(`00${index}`);
  return read(`tile/${level}/${groups.replace(/\d{3}(?=\d)/g, 'x$&/')}${width < 256 ? `.p/${width}` : ''}`);
};
const tiled = (list) => list.flatMap((_, at) => (at % 256 === 0 ? [list.slice(at, at + 256)] : []));
const checkpoint = readNote(read('checkpoint'));
const entries = tiled(Array(Number(checkpoint.text.split('\n')[1])).fill()).flatMap(({ length }, index) => {
  const bundle = tile('entries', index, length);
  const starts = [0];
  for (const start of starts) if (start < bundle.length) starts.push(start + 2 + bundle.readUInt16BE(start));
  return starts.slice(1).map((end, at) => bundle.subarray(starts[at] + 2, end));
});
const leaves = entries.map((entry) => sha256(Buffer.of(0), entry));
for (let level = 0, row = leaves; row.length > 0; level++) {
  for (const [index, hashes] of tiled(row).entries())
    check(tile(level, index, hashes.length).equals(Buffer.concat(hashes)), `tile ${level}/${index} is of the entries`);
  row = tiled(row).flatMap((hashes) => (hashes.length === 256 ? [rootOf(hashes)] : []));
}
// Who signed: every entry its author; a head the depositary of its term, and with it a quorum of the council.
const notes = entries.map(readNote);
const heads = notes.map((note) => dataOf(note, 'comity/record/v1'));
const id = idOf(notes[0].text);
for (const [at, { author, version, data }] of heads.entries()) {
  const isBy = isSigned(notes[at], `comity/record/${author}`, keys.get(author)[version].keys.record);
  check(isBy && (at === 0 || data.case === id), `entry ${at} is signed by its author, and of this case`);
}
const { council, faults, depositaries, procedure } = heads[0].data;
const quorum = Math.floor((council.length + faults) / 2) + 1;
const certified = (note) => {
  const [origin, length, root, term] = note.text.split('\n');
  const by = (party, role, ...as) => keys.get(party).some((one) => isSigned(note, as[0], one.keys[role], as[1]));
  const depositary = depositaries[Number(/^term (\d+)$/.exec(term)[1]) % depositaries.length];
  check(origin === `comity/case/${id}` && by(depositary, 'log', origin), `the depositary signed a head of ${length}`);
  check(rootOf(leaves.slice(0, length)).toString('base64') === root, `the head of ${length} entries is of this log`);
  const signers = [...new Set(council)].filter((party) => by(party, 'witness', `comity/witness/${party}`, 4));
  check(signers.length >= quorum, `${quorum} of the council cosigned the head of ${length} entries`);
  return { length, signers: signers.length };
};
const { signers } = certified(checkpoint);
const tick = heads.findLast(({ kind }) => kind === 'tick');
const settled = tick ? certified(readNote(tick.data.certificate)).length : 0;
// Sealed words, and keys to them: a body is what its entry names by hash; one that is missing was erased, or not given.
check(idOf(read('procedure.json')) === procedure.hash, 'the procedure is the one that the case names');
const named = [...new Set(heads.flatMap(({ body }) => body ?? []))];
const here = named.filter((hash) => existsSync(`${folder}/bodies/${hash}`));
for (const hash of here) check(idOf(read(`bodies/${hash}`)) === hash, `the words ${hash} are as signed`);
console.log(`Case ${id}: all that follows holds.
${entries.length} entries, each signed by its author, none changed, moved or left out; ${settled} of them are settled.
The head is signed by its depositary and by ${signers} of ${council.length} of the council, of whom it needs ${quorum}.
Of the sealed bodies ${here.length} are here as they were signed; ${named.length - here.length} are not here.`);
