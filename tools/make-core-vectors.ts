/**
 * Makes vectors/{bytes,identity,record,label,agreement,release}: `node tools/make-core-vectors.ts`.
 * Deterministic: fixed seeds, fixed times. The format is described in vectors/core.md.
 */
import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { ed25519 } from '@noble/curves/ed25519.js';
import { type AgreementTerms, termsText } from '#protocol/agreement/agreement.ts';
import { inventTerms, lightDuties, openClause, signedBy } from '#protocol/agreement/invented-agreement.fixture.ts';
import { firstPolicy } from '#protocol/agreement/policy.ts';
import { decideRelease, type ReleaseContext } from '#protocol/agreement/release-decision.ts';
import type { ReleaseFacts } from '#protocol/agreement/release-facts.ts';
import { countersign, releaseJson } from '#protocol/agreement/release-record.ts';
import { type AgreementFacts, agreementFacts } from '#protocol/agreement/standing.ts';
import type { JsonObject } from '#protocol/bytes/canonical-json.ts';
import { domainText } from '#protocol/bytes/domain-line.ts';
import { base64, hex } from '#protocol/bytes/encodings.ts';
import { concat, fromUtf8, utf8 } from '#protocol/bytes/text.ts';
import { ed25519PublicKey, signEd25519 } from '#protocol/identity/ed25519.ts';
import { type InventedParty, inventParty, seedOf } from '#protocol/identity/invented-party.fixture.ts';
import {
  type KeyEntry,
  keyNames,
  keysOf,
  rotationCommitment,
  signKeyEntry,
  textId,
} from '#protocol/identity/key-history.ts';
import { formatVkey, type NoteSigner, noteSigner } from '#protocol/identity/note-key.ts';
import { formatNote, type SignedNote, signNote } from '#protocol/identity/signed-note.ts';
import { type Item, itemText } from '#protocol/record/item.ts';
import type { Label } from '#protocol/record/label.ts';
import { type RecordHead, signRecord } from '#protocol/record/record.ts';
import { bodyHash } from '#protocol/record/salted-body.ts';

type Vector = { readonly comment: string; readonly clause: string; readonly kind: string } & Record<string, unknown>;
type Vectors = Record<string, Vector>;

const aldoria = inventParty('Aldoria National CERT', 2);
const bereth = inventParty('Bereth Cyber Centre');
const calder = inventParty('Calder Grid', 1, 'company');
const noteText = (note: SignedNote): string => fromUtf8(formatNote(note));
const historyTexts = ({ history }: InventedParty): string[] => history.notes.map(noteText);

/** Vectors of one kind, from rows of [path, clause, comment, the other members]. */
const rows = (kind: string, list: readonly (readonly [string, string, string, Record<string, unknown>])[]): Vectors =>
  Object.fromEntries(list.map(([path, clause, comment, rest]) => [path, { comment, clause, kind, ...rest }]));

function bytesVectors(): Vectors {
  const json = (bytes: string | Uint8Array, fault?: string) => ({
    bytes: base64(typeof bytes === 'string' ? utf8(bytes) : bytes),
    ...(fault === undefined ? {} : { fault }),
  });
  const again = 'json-not-canonical';
  return {
    ...rows('canonical-json', [
      ['bytes/valid/json-object', 'BYT-3', 'Keys in order, no white space.', json('{"a":[],"b":{"c":"d"},"e":true}')],
      [
        'bytes/valid/json-integers',
        'BYT-3',
        'The largest and the smallest integer.',
        json('[9007199254740991,-9007199254740991,0]'),
      ],
      [
        'bytes/valid/json-escapes',
        'BYT-5',
        'The only escapes of RFC 8785; all else stands as it is.',
        json('"\\b\\t\\n\\f\\r\\"\\\\\\u0000\\u001f/\u007f\u2028é"'),
      ],
      ['bytes/valid/json-astral', 'BYT-3', 'Outside the basic plane, not normalised.', json('"😀e\u0301"')],
      ['bytes/valid/json-depth-32', 'BYT-4', 'Thirty-two lists.', json('['.repeat(32) + ']'.repeat(32))],
      ['bytes/valid/json-size-limit', 'BYT-4', 'Exactly 60,000 bytes.', json(`"${'a'.repeat(59_998)}"`)],
      ['bytes/invalid/json-white-space', 'BYT-5', 'A space after a colon.', json('{"a": 1}', again)],
      ['bytes/invalid/json-newline', 'BYT-5', 'A newline at the end.', json('{"a":1}\n', again)],
      ['bytes/invalid/json-key-order', 'BYT-5', 'Keys out of order.', json('{"b":1,"a":1}', again)],
      [
        'bytes/invalid/json-duplicate-key',
        'BYT-5',
        'A key twice: parsers differ on which one counts.',
        json('{"a":1,"a":2}', again),
      ],
      ['bytes/invalid/json-other-escape', 'BYT-5', 'An escape that is not needed.', json('"\\u0061"', again)],
      ['bytes/invalid/json-upper-case-escape', 'BYT-5', 'Hexadecimal in capitals.', json('"\\u001F"', again)],
      ['bytes/invalid/json-exponent', 'BYT-5', 'The integer 100 in another form.', json('1e2', again)],
      ['bytes/invalid/json-fraction-zero', 'BYT-5', 'The integer 1 in another form.', json('1.0', again)],
      ['bytes/invalid/json-minus-zero', 'BYT-3', 'Minus zero.', json('-0', 'json-number')],
      ['bytes/invalid/json-fraction', 'BYT-3', 'Not an integer.', json('0.5', 'json-number')],
      ['bytes/invalid/json-large-integer', 'BYT-3', '2^53.', json('9007199254740992', 'json-number')],
      ['bytes/invalid/json-null', 'BYT-3', 'null is not a value.', json('{"a":null}', 'json-value')],
      ['bytes/invalid/json-lone-surrogate', 'BYT-3', 'Half a surrogate pair.', json('"\\ud800"', 'json-text')],
      ['bytes/invalid/json-non-character', 'BYT-3', 'U+FFFF.', json('"\uffff"', 'json-text')],
      ['bytes/invalid/json-proto-key', 'BYT-3', 'A key of the wrong form.', json('{"__proto__":{}}', 'json-key')],
      ['bytes/invalid/json-constructor-key', 'BYT-3', 'A key that is refused.', json('{"constructor":1}', 'json-key')],
      [
        'bytes/invalid/json-depth-33',
        'BYT-4',
        'Thirty-three lists.',
        json('['.repeat(33) + ']'.repeat(33), 'json-depth'),
      ],
      [
        'bytes/invalid/json-bomb',
        'BYT-4',
        'Fifty thousand lists, never closed.',
        json('['.repeat(50_000), 'json-depth'),
      ],
      ['bytes/invalid/json-size', 'BYT-4', 'One byte too many.', json(`"${'a'.repeat(59_999)}"`, 'json-size')],
      [
        'bytes/invalid/json-byte-order-mark',
        'BYT-5',
        'A byte order mark is a character like any other.',
        json('\ufeff1', 'json-syntax'),
      ],
      [
        'bytes/invalid/json-not-utf8',
        'BYT-1',
        'A byte that UTF-8 does not have.',
        json(Uint8Array.of(0x22, 0xff, 0x22), 'text-not-utf8'),
      ],
      [
        'bytes/invalid/json-surrogate-utf8',
        'BYT-1',
        'A surrogate, encoded.',
        json(Uint8Array.of(0x22, 0xed, 0xa0, 0x80, 0x22), 'text-not-utf8'),
      ],
    ]),
    ...rows('base64', [
      ['bytes/valid/base64', 'BYT-2', 'Padded, standard alphabet.', { text: '+/8=', hex: 'fbff' }],
      ['bytes/invalid/base64-unpadded', 'BYT-2', 'Padding is missing.', { text: '+/8', fault: 'base64-malformed' }],
      [
        'bytes/invalid/base64-trailing-bits',
        'BYT-2',
        'Bits beyond the last byte.',
        { text: '+/9=', fault: 'base64-malformed' },
      ],
      ['bytes/invalid/base64-url', 'BYT-2', 'The other alphabet.', { text: '-_8=', fault: 'base64-malformed' }],
      ['bytes/invalid/base64-newline', 'BYT-2', 'White space.', { text: '+/8=\n', fault: 'base64-malformed' }],
    ]),
  };
}

const { Point } = ed25519;
const littleEndian = (value: bigint): Uint8Array =>
  Uint8Array.from({ length: 32 }, (_, i) => Number((value >> BigInt(8 * i)) & 0xffn));
const toBigint = (bytes: Uint8Array): bigint => BigInt(`0x${hex(bytes.toReversed())}`);

function ed25519Vectors(): Vectors {
  const seed = seedOf('ed25519 vector');
  const publicKey = ed25519PublicKey(seed);
  const message = utf8('one message\n');
  const signature = signEd25519(seed, message);
  const prime = 2n ** 255n - 19n;
  const eighth = Point.fromHex('26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc05');
  const ys = new Set([
    0n,
    1n,
    prime - 1n,
    prime,
    prime + 1n,
    eighth.toAffine().y,
    eighth.multiplyUnsafe(3n).toAffine().y,
  ]);
  const small = [...ys].flatMap((y) => [littleEndian(y), littleEndian(y | (1n << 255n))]);
  const [r, s] = [signature.subarray(0, 32), signature.subarray(32)];
  const one = (change: { key?: Uint8Array; message?: Uint8Array; signature?: Uint8Array } = {}) => ({
    publicKey: base64(change.key ?? publicKey),
    message: base64(change.message ?? message),
    signature: base64(change.signature ?? signature),
  });
  const identity = littleEndian(1n);
  return rows('ed25519', [
    ['identity/valid/ed25519', 'IDN-2', 'An honest signature.', { ...one(), seed: base64(seed) }],
    ['identity/invalid/ed25519-message', 'IDN-2', 'Another message.', one({ message: utf8('another\n') })],
    [
      'identity/invalid/ed25519-s-not-reduced',
      'IDN-2',
      'S plus the order of the group.',
      one({ signature: concat(r, littleEndian(toBigint(s) + Point.CURVE().n)) }),
    ],
    [
      'identity/invalid/ed25519-r-not-reduced',
      'IDN-2',
      'R with y not below the prime.',
      one({ signature: concat(littleEndian(prime + 3n), s) }),
    ],
    [
      'identity/invalid/ed25519-key-not-reduced',
      'IDN-2',
      'A key with y not below the prime.',
      one({ key: littleEndian(prime + 3n) }),
    ],
    [
      'identity/invalid/ed25519-mixed-key',
      'IDN-2',
      'The key plus a point of order 8.',
      one({ key: Point.fromBytes(publicKey).add(eighth).toBytes() }),
    ],
    [
      'identity/invalid/ed25519-mixed-r',
      'IDN-2',
      'R plus a point of order 8.',
      one({ signature: concat(Point.fromBytes(r).add(eighth).toBytes(), s) }),
    ],
    ['identity/invalid/ed25519-short', 'IDN-2', 'A signature of 63 bytes.', one({ signature: signature.subarray(1) })],
    ...small.map((point, i) => {
      const name = `identity/invalid/ed25519-small-order-key-${i + 1}`;
      const forged = one({ key: point, signature: concat(identity, littleEndian(0n)) });
      return [
        name,
        'IDN-2',
        'A key of small order, with the signature that some verifiers accept under it.',
        forged,
      ] as const;
    }),
    ...small.map((point, i) => {
      const name = `identity/invalid/ed25519-small-order-r-${i + 1}`;
      return [name, 'IDN-2', 'R of small order.', one({ signature: concat(point, s) })] as const;
    }),
  ]);
}

function noteVectors(): Vectors {
  const one = noteSigner('example.org/one', seedOf('note one'));
  const two = noteSigner('example.org/two', seedOf('note two'));
  const key = formatVkey(one);
  const signed = noteText(signNote('a text\n', [one]));
  const wrong = (signer: NoteSigner): string =>
    `— ${signer.name} ${base64(concat(Uint8Array.fromHex(signer.keyId), new Uint8Array(64)))}\n`;
  const good = (note: string, signers: string[], keys = [key]) => ({ note, keys, signers });
  const bad = (note: string, fault: string, keys = [key]) => ({ note, keys, fault });
  const malformed = 'note-malformed';
  return rows('note', [
    ['identity/valid/note', 'REC-1', 'One text, one signature.', good(signed, [one.name])],
    [
      'identity/valid/note-blank-lines',
      'REC-1',
      'The text holds blank lines: the last one splits.',
      good(noteText(signNote('a\n\n\nb\n', [one])), [one.name]),
    ],
    [
      'identity/valid/note-in-note',
      'REC-1',
      'The text is itself a note.',
      good(noteText(signNote(signed, [two])), [two.name], [formatVkey(two)]),
    ],
    [
      'identity/valid/note-unknown-signature',
      'REC-3',
      'A failing signature of an unknown key is ignored.',
      good(signed + wrong(two), [one.name]),
    ],
    [
      'identity/valid/note-two-signers',
      'REC-3',
      'Two known keys.',
      good(noteText(signNote('a\n', [one, two])), [one.name, two.name], [key, formatVkey(two)]),
    ],
    [
      'identity/valid/note-twice',
      'REC-3',
      'One key signed twice and counts once.',
      good(noteText(signNote('a\n', [one, one])), [one.name]),
    ],
    [
      'identity/valid/note-sixteen-signatures',
      'REC-2',
      'Sixteen signatures that nobody knows, and one that is known.',
      good(signed + wrong(two).repeat(16), [one.name]),
    ],
    [
      'identity/invalid/note-wrong-signature',
      'REC-3',
      'A failing signature of a known key condemns the note.',
      bad(signed + wrong(one), 'note-signature-wrong'),
    ],
    [
      'identity/invalid/note-changed',
      'REC-3',
      'One letter was changed.',
      bad(signed.replace('a text', 'A text'), 'note-signature-wrong'),
    ],
    [
      'identity/invalid/note-unsigned',
      'REC-3',
      'Signed by an unknown key only.',
      bad(noteText(signNote('a\n', [two])), 'note-unsigned'),
    ],
    [
      'identity/invalid/note-no-blank-line',
      'REC-1',
      'Nothing parts text and signatures.',
      bad(signed.replace('\n\n', '\n'), malformed),
    ],
    [
      'identity/invalid/note-no-final-newline',
      'REC-1',
      'The last newline is missing.',
      bad(signed.slice(0, -1), malformed),
    ],
    ['identity/invalid/note-control-character', 'REC-1', 'A tab.', bad(signed.replace('a text', 'a\ttext'), malformed)],
    [
      'identity/invalid/note-carriage-return',
      'REC-1',
      'Lines that end as on other systems.',
      bad(signed.replaceAll('\n', '\r\n'), malformed),
    ],
    [
      'identity/invalid/note-hyphen',
      'REC-1',
      'A hyphen for the em dash.',
      bad(signed.replace('—', '-'), 'note-signature-line'),
    ],
    [
      'identity/invalid/note-plus-in-name',
      'REC-1',
      'A plus sign in a name.',
      bad(signed.replace('/one', '+one'), 'note-signature-line'),
    ],
    [
      'identity/invalid/note-space-in-name',
      'REC-1',
      'U+0085 counts as a space.',
      bad(signed.replace('/one', '\u0085one'), 'note-signature-line'),
    ],
    [
      'identity/invalid/note-many-signatures',
      'REC-2',
      '257 signatures.',
      bad(signed + wrong(two).repeat(256), 'note-size'),
    ],
  ]);
}

/** A key history of Aldoria with something changed in its last entry. */
function changedHistory(change: Partial<KeyEntry>, rotation = aldoria.seed('rotation', 1)): string[] {
  const { rotation: _, ...entry } = keysOf(aldoria.history, 1);
  const [first = ''] = historyTexts(aldoria);
  return [first, noteText(signKeyEntry({ ...entry, ...change }, rotation))];
}

function historyVectors(): Vectors {
  const good = historyTexts(aldoria);
  const { keys } = keysOf(aldoria.history, 1);
  const [first = '', second = ''] = good;
  const fork = changedHistory({ kind: 'state' });
  const itself = rotationCommitment(ed25519PublicKey(aldoria.seed('rotation', 1)));
  return {
    ...rows('key-history', [
      [
        'identity/valid/history',
        'IDN-3',
        'Two versions; the id is the hash of the first text.',
        { history: good, party: aldoria.id },
      ],
      ['identity/valid/history-one', 'IDN-3', 'One version.', { history: [first], party: aldoria.id }],
      [
        'identity/valid/history-keys-kept',
        'IDN-4',
        'A role may keep its key.',
        { history: changedHistory({ keys: keysOf(aldoria.history, 0).keys }), party: aldoria.id },
      ],
      ['identity/invalid/history-empty', 'IDN-3', 'No version.', { history: [], fault: 'identity-start' }],
      [
        'identity/invalid/history-start',
        'IDN-3',
        'Begins with the second version.',
        { history: [second], fault: 'identity-start' },
      ],
      [
        'identity/invalid/history-gap',
        'IDN-4',
        'A version was left out.',
        { history: changedHistory({ version: 2 }), fault: 'identity-chain' },
      ],
      [
        'identity/invalid/history-previous',
        'IDN-4',
        'Names another entry as the one before.',
        { history: changedHistory({ previous: '0'.repeat(64) }), fault: 'identity-chain' },
      ],
      [
        'identity/invalid/history-rotation',
        'IDN-5',
        'Signed by a rotation key that was not committed to.',
        { history: changedHistory({}, seedOf('thief')), fault: 'identity-rotation' },
      ],
      [
        'identity/invalid/history-one-key-two-roles',
        'IDN-4',
        'One key for records and log.',
        { history: changedHistory({ keys: { ...keys, log: keys.record } }), fault: 'identity-key-reuse' },
      ],
      [
        'identity/invalid/history-key-changes-role',
        'IDN-4',
        'The old record key becomes the log key.',
        {
          history: changedHistory({ keys: { ...keys, log: keysOf(aldoria.history, 0).keys.record } }),
          fault: 'identity-key-reuse',
        },
      ],
      [
        'identity/invalid/history-rotation-kept',
        'IDN-4',
        'Commits to its own rotation key.',
        { history: changedHistory({ next: itself }), fault: 'identity-key-reuse' },
      ],
      [
        'identity/invalid/history-small-order',
        'IDN-2',
        'A key of small order.',
        { history: changedHistory({ keys: { ...keys, link: new Uint8Array(32) } }), fault: 'key-refused' },
      ],
    ]),
    ...rows('key-history-advance', [
      ['identity/valid/advance', 'IDN-6', 'One version more.', { known: [first], offered: good }],
      [
        'identity/invalid/advance-rollback',
        'IDN-6',
        'An older history, validly signed.',
        { known: good, offered: [first], fault: 'identity-rollback' },
      ],
      [
        'identity/invalid/advance-fork',
        'IDN-6',
        'Another second version, validly signed.',
        { known: good, offered: fork, fault: 'identity-fork' },
      ],
      [
        'identity/invalid/advance-other-party',
        'IDN-6',
        'The history of another party.',
        { known: [first], offered: historyTexts(bereth), fault: 'identity-fork' },
      ],
    ]),
  };
}

const head: RecordHead = {
  author: aldoria.id,
  version: 1,
  kind: 'card',
  at: 1_750_000_000,
  label: { tlp: 'clear' },
  data: { names: [{ lang: 'en', text: 'Aldoria National CERT' }], url: 'https://cert.example' },
};

/** A record text of any JSON, signed by Aldoria's newest key. */
const rawRecord = (value: JsonObject): string =>
  noteText(
    signNote(domainText('comity/record/v1', value), [
      noteSigner(keyNames.record(aldoria.id), aldoria.seed('record', 1)),
    ]),
  );

function recordVectors(): Vectors {
  const history = historyTexts(aldoria);
  const good = (change: Partial<RecordHead>) => {
    const { id, note } = signRecord({ ...head, ...change }, aldoria.seed('record', change.version ?? 1));
    return { note: noteText(note), history, id };
  };
  const json: JsonObject = JSON.parse(signRecord(head, aldoria.seed('record', 1)).note.text.split('\n')[1] ?? '');
  const bad = (fault: string, change: JsonObject) => ({ note: rawRecord({ ...json, ...change }), history, fault });
  const oldKey = signRecord(head, aldoria.seed('record', 0));
  return rows('record', [
    ['record/valid/card', 'REC-5', 'The card of a party.', good({})],
    ['record/valid/old-version', 'REC-6', 'Signed with the key of the version that it states.', good({ version: 0 })],
    [
      'record/valid/full-head',
      'REC-5',
      'Every member of a head.',
      good({
        kind: 'something-new',
        body: '0'.repeat(64),
        links: [{ rel: 'answers', id: '1'.repeat(64) }],
        label: { tlp: 'amber+strict', only: [bereth.id], purposes: ['defence'] },
      }),
    ],
    [
      'record/invalid/wrong-version',
      'REC-6',
      'Signed with an older key than it states.',
      { note: noteText(oldKey.note), history, fault: 'note-unsigned' },
    ],
    [
      'record/invalid/other-author',
      'REC-6',
      'By another party than the history.',
      { ...good({}), history: historyTexts(bereth), fault: 'record-author' },
    ],
    [
      'record/invalid/unknown-version',
      'REC-6',
      'A version that the history does not have.',
      bad('identity-version', { version: 2 }),
    ],
    [
      'record/invalid/unknown-member',
      'BYT-6',
      'A member that is not known might be a limit.',
      bad('field-unknown', { embargo: 1 }),
    ],
    [
      'record/invalid/unknown-label',
      'LAB-3',
      'A level that TLP 2.0 does not have.',
      bad('field-unknown-value', { label: { tlp: 'white' } }),
    ],
    ['record/invalid/time', 'REC-5', 'A time as text.', bad('field-type', { at: '1750000000' })],
    [
      'record/invalid/body',
      'REC-5',
      'The body itself instead of its hash.',
      bad('field-type', { body: 'Dear colleagues' }),
    ],
    [
      'record/invalid/domain',
      'REC-1',
      'An agreement is not a record.',
      {
        note: noteText(
          signNote(domainText('comity/agreement/v1', json), [
            noteSigner(keyNames.record(aldoria.id), aldoria.seed('record', 1)),
          ]),
        ),
        history,
        fault: 'domain-mismatch',
      },
    ],
  ]);
}

function itemVectors(): Vectors {
  const item: Item = {
    author: aldoria.id,
    label: { tlp: 'green' },
    media: 'stix',
    content: '{"type":"indicator", "name":"x"}',
  };
  const headLine = itemText(item).split('\n')[0] ?? '';
  const bad = (text: string, fault: string) => ({ text, fault });
  const salt = seedOf('salt').subarray(0, 16);
  const body = utf8('A text that can be guessed.');
  return {
    ...rows('item', [
      [
        'record/valid/item',
        'ITM-1',
        'The content is kept as it came, not made canonical.',
        { text: itemText(item), item },
      ],
      [
        'record/invalid/item-head',
        'ITM-1',
        'The head is not canonical.',
        bad(`${headLine.replace(':', ': ')}\n{}`, 'json-not-canonical'),
      ],
      [
        'record/invalid/item-media',
        'ITM-1',
        'A format that is not known.',
        bad(`${headLine.replace('"stix"', '"misp"')}\n{}`, 'field-unknown-value'),
      ],
      ['record/invalid/item-one-line', 'ITM-1', 'There is no content.', bad(headLine, 'item-malformed')],
      [
        'record/invalid/item-three-lines',
        'ITM-1',
        'The content has two lines.',
        bad(`${headLine}\n{\n}`, 'item-malformed'),
      ],
    ]),
    ...rows('body', [
      [
        'record/valid/body',
        'REC-7',
        'The salted hash of a body.',
        { salt: base64(salt), body: base64(body), hash: bodyHash(salt, body) },
      ],
      [
        'record/invalid/body-salt',
        'REC-7',
        'A salt of 15 bytes.',
        { salt: base64(salt.subarray(1)), body: base64(body), hash: bodyHash(salt, body), fault: 'salt-length' },
      ],
    ]),
  };
}

function labelVectors(): Vectors {
  const order = (a: Label, b: Label, aAtMostB: boolean, bAtMostA: boolean) => ({ a, b, aAtMostB, bAtMostA });
  const only = (...parties: string[]) => parties.toSorted();
  const bad = (label: unknown, fault: string) => ({ label, fault });
  return {
    ...rows('label', [
      ['label/valid/level', 'LAB-1', 'A level alone.', { label: { tlp: 'amber+strict' } }],
      [
        'label/valid/conditions',
        'LAB-1',
        'With both conditions.',
        { label: { tlp: 'amber', only: only(aldoria.id, bereth.id), purposes: ['defence', 'research'] } },
      ],
      ['label/valid/nobody', 'LAB-2', 'Nobody may have it.', { label: { tlp: 'red', only: [] } }],
      ['label/invalid/unknown-level', 'LAB-3', 'TLP 1 had WHITE.', bad({ tlp: 'white' }, 'field-unknown-value')],
      ['label/invalid/upper-case', 'LAB-3', 'Levels are in lower case.', bad({ tlp: 'RED' }, 'field-unknown-value')],
      [
        'label/invalid/unknown-condition',
        'LAB-3',
        'A condition that is not known.',
        bad({ tlp: 'clear', until: 5 }, 'field-unknown'),
      ],
      [
        'label/invalid/unknown-purpose',
        'LAB-3',
        'A purpose that is not known.',
        bad({ tlp: 'clear', purposes: ['marketing'] }, 'field-type'),
      ],
      [
        'label/invalid/unsorted',
        'LAB-3',
        'A set out of order.',
        bad({ tlp: 'clear', purposes: ['research', 'defence'] }, 'field-type'),
      ],
      ['label/invalid/no-level', 'LAB-3', 'No level.', bad({ only: [] }, 'field-missing')],
    ]),
    ...rows('label-order', [
      [
        'label/valid/order-amber-strict',
        'LAB-2',
        'AMBER is below AMBER+STRICT, and not the reverse.',
        order({ tlp: 'amber' }, { tlp: 'amber+strict' }, true, false),
      ],
      [
        'label/valid/order-equal',
        'LAB-2',
        'Every label is at most itself.',
        order({ tlp: 'red', only: [] }, { tlp: 'red', only: [] }, true, true),
      ],
      [
        'label/valid/order-only',
        'LAB-2',
        'Naming recipients narrows.',
        order({ tlp: 'green' }, { tlp: 'green', only: only(bereth.id) }, true, false),
      ],
      [
        'label/valid/order-subset',
        'LAB-2',
        'Naming fewer narrows.',
        order(
          { tlp: 'green', only: only(aldoria.id, bereth.id) },
          { tlp: 'green', only: only(bereth.id) },
          true,
          false,
        ),
      ],
      [
        'label/valid/order-incomparable',
        'LAB-2',
        'A higher level with fewer conditions: neither is at most the other.',
        order({ tlp: 'clear', purposes: ['defence'] }, { tlp: 'red' }, false, false),
      ],
    ]),
  };
}

const terms = inventTerms([aldoria.id, bereth.id]);

function agreementVectors(): Vectors {
  const everyone = [aldoria, bereth, calder];
  const histories = everyone.map(historyTexts);
  const agreed = (change: Partial<AgreementTerms>, parties: readonly InventedParty[]) => {
    const { note, id } = signedBy({ ...terms, ...change }, parties);
    return { note: noteText(note), id, histories, signedBy: parties.map((party) => party.id).toSorted() };
  };
  const json: JsonObject = JSON.parse(termsText(terms).split('\n')[1] ?? '');
  const [clause] = json['clauses'] as JsonObject[];
  const signer = noteSigner(keyNames.record(bereth.id), bereth.seed('record'));
  const nobody = termsText({ ...terms, parties: [] });
  const bad = (fault: string, change: JsonObject) => ({
    note: noteText(signNote(domainText('comity/agreement/v1', { ...json, ...change }), [signer])),
    histories,
    fault,
  });
  const three = {
    form: 'constituency',
    centre: aldoria.id,
    parties: everyone.map(({ id }) => id).toSorted(),
    supersedes: '0'.repeat(64),
    titles: [
      { lang: 'en', text: 'Constituency' },
      { lang: 'zh', text: '协作' },
    ],
  } as const;
  return rows('agreement', [
    ['agreement/valid/bilateral', 'AGR-1', 'Signed by both.', agreed({}, [aldoria, bereth])],
    ['agreement/valid/partly-signed', 'AGR-2', 'Well-formed, signed by one.', agreed({}, [aldoria])],
    [
      'agreement/valid/signed-twice',
      'AGR-2',
      'One party signed twice, and counts once.',
      { ...agreed({}, [aldoria, aldoria]), signedBy: [aldoria.id] },
    ],
    ['agreement/valid/constituency', 'AGR-1', 'Every member of the terms.', agreed(three, everyone)],
    [
      'agreement/valid/no-parties',
      'AGR-3',
      'With nobody in it: well-formed, and never in force.',
      { note: noteText(signNote(nobody, [signer])), id: textId(nobody), histories, signedBy: [] },
    ],
    [
      'agreement/valid/matching',
      'AGR-11',
      'A clause for private matching beside one that releases.',
      agreed({ clauses: [...terms.clauses, { ...openClause, n: 2, matching: { perDay: 500 } }] }, [aldoria, bereth]),
    ],
    [
      'agreement/invalid/matching-unlimited',
      'AGR-11',
      'Private matching without a number.',
      bad('field-missing', { clauses: [{ ...clause, matching: {} }] }),
    ],
    [
      'agreement/invalid/unknown-predicate',
      'AGR-4',
      'A predicate that is not known.',
      bad('field-unknown', { clauses: [{ ...clause, unless: 'raining' }] }),
    ],
    [
      'agreement/invalid/unknown-duty',
      'AGR-7',
      'A duty that is not known.',
      bad('field-unknown', { clauses: [{ ...clause, duties: { ...(clause?.['duties'] as JsonObject), pay: true } }] }),
    ],
    [
      'agreement/invalid/unknown-purpose',
      'AGR-5',
      'A purpose that is not known.',
      bad('field-type', { clauses: [{ ...clause, purposes: ['marketing'] }] }),
    ],
    [
      'agreement/invalid/missing-predicate',
      'AGR-4',
      'A clause without a ceiling.',
      bad('field-missing', {
        clauses: [Object.fromEntries(Object.entries(clause ?? {}).filter(([key]) => key !== 'ceiling'))],
      }),
    ],
    [
      'agreement/invalid/two-parties-of-one-id',
      'AGR-3',
      'A party with itself.',
      bad('field-type', { parties: [aldoria.id, aldoria.id] }),
    ],
    ['agreement/invalid/period', 'AGR-1', 'Ends when it starts.', bad('agreement-period', { end: 1000 })],
    [
      'agreement/invalid/centre',
      'AGR-1',
      'A centre that is no party.',
      bad('agreement-centre', { form: 'constituency', centre: calder.id }),
    ],
    [
      'agreement/invalid/clause-number',
      'AGR-1',
      'Two clauses of one number.',
      bad('agreement-clause-number', { clauses: [clause ?? {}, clause ?? {}] }),
    ],
    [
      'agreement/invalid/titles',
      'AGR-1',
      'Two titles in one language.',
      bad('agreement-title', {
        titles: [
          { lang: 'en', text: 'A' },
          { lang: 'en', text: 'B' },
        ],
      }),
    ],
    [
      'agreement/invalid/wrong-signature',
      'AGR-2',
      'A signature over another text, under a known key.',
      {
        note: noteText({
          text: termsText({ ...terms, end: 3000 }),
          signatures: signedBy(terms, [aldoria]).note.signatures,
        }),
        histories,
        fault: 'note-signature-wrong',
      },
    ],
  ]);
}

function releaseVectors(): Vectors {
  const release = (count: number, kind = 'release') => {
    const shares = [{ agreement: textId(termsText(terms)), clause: 1, count: 3 }];
    const data = releaseJson({ to: bereth.id, number: 1, count, root: hex(seedOf('root')), shares });
    const label: Label = { tlp: 'amber+strict', only: [aldoria.id, bereth.id].toSorted() };
    return signRecord({ ...head, kind, label, data }, aldoria.seed('record', 1));
  };
  const { id, note } = release(3);
  const both = { sender: historyTexts(aldoria), recipient: historyTexts(bereth) };
  const receipt = noteText(countersign(note, bereth.history, bereth.seed('record')));
  return rows('receipt', [
    ['release/valid/receipt', 'REL-8', 'Signed by both: the same id on both sides.', { note: receipt, ...both, id }],
    [
      'release/invalid/receipt-not-countersigned',
      'REL-8',
      'The recipient has not signed.',
      { note: noteText(note), ...both, fault: 'note-unsigned' },
    ],
    [
      'release/invalid/receipt-shares',
      'REL-7',
      'The shares do not add up.',
      { note: noteText(release(4).note), ...both, fault: 'release-shares' },
    ],
    [
      'release/invalid/receipt-kind',
      'REL-7',
      'A record of another kind.',
      { note: noteText(release(3, 'batch').note), ...both, fault: 'release-kind' },
    ],
  ]);
}

const facts: ReleaseFacts = {
  kind: 'indicator',
  label: { tlp: 'green' },
  author: aldoria.id,
  holding: 'own',
  approved: false,
};
const histories = [aldoria, bereth, calder].map(({ history }) => history);

function known(
  parties: readonly InventedParty[],
  change: Partial<AgreementTerms> = {},
  rest: Partial<AgreementFacts> = {},
): AgreementFacts {
  const agreed = signedBy({ ...terms, parties: parties.map(({ id }) => id).toSorted(), ...change }, parties);
  return { ...agreementFacts(agreed, histories, { withdrawnBy: [], superseded: false, since: 9 }), ...rest };
}

/** A decision as data, with the answer that the code gives and the test compares with the oracle's. */
function decision(
  record: ReleaseFacts,
  agreements: readonly AgreementFacts[],
  change: Partial<ReleaseContext> & { position?: number } = {},
): Record<string, unknown> {
  const { position = 0, ...rest } = change;
  const context: ReleaseContext = {
    self: aldoria.id,
    recipient: bereth.id,
    policy: firstPolicy,
    agreements,
    encrypted: true,
    now: 1500,
    ...rest,
  };
  const { verdict, grant, reasons } = decideRelease(record, { position }, context);
  return {
    facts: record,
    position,
    context: {
      ...context,
      agreements: agreements.map(({ agreement, ...one }) => ({ text: agreement.note.text, ...one })),
    },
    verdict,
    ...(grant === undefined ? {} : { agreement: grant.agreement, clauseNumber: grant.clause.n }),
    reasons: reasons.map(({ code }) => code),
  };
}

function decisionVectors(): Vectors {
  const usual = known([aldoria, bereth]);
  const clause = (change: Partial<(typeof terms.clauses)[number]>) =>
    known([aldoria, bereth], { clauses: [{ ...openClause, ...change }] });
  const source = known([calder, aldoria]);
  const duties = { ...lightDuties, erase: true };
  const held: ReleaseFacts = {
    ...facts,
    author: calder.id,
    holding: { agreement: source.agreement.id, clause: 1, duties: lightDuties },
  };
  const heavy: ReleaseFacts = { ...held, holding: { agreement: source.agreement.id, clause: 1, duties } };
  const label = (one: Label, record = facts): ReleaseFacts => ({ ...record, label: one, approved: true });
  return rows('decision', [
    ['release/valid/own', 'REL-1', 'Policy and a clause allow.', decision(facts, [usual])],
    [
      'release/valid/approved',
      'REL-2',
      'AMBER, with the approval that policy demands.',
      decision(label({ tlp: 'amber' }), [usual]),
    ],
    [
      'release/valid/relayed',
      'REL-3',
      'Received, and passed on under duties that are no lighter.',
      decision(held, [source, usual]),
    ],
    [
      'release/valid/relayed-heavier',
      'AGR-10',
      'Passed on under the same duty of erasure.',
      decision(heavy, [source, clause({ duties })]),
    ],
    [
      'release/valid/after-start',
      'REL-6',
      'Newer than the agreement.',
      decision(facts, [clause({ history: 'from-start' })], { position: 10 }),
    ],
    ['release/invalid/no-agreement', 'REL-1', 'No agreement.', decision(facts, [])],
    [
      'release/invalid/to-ourselves',
      'REL-1',
      'The recipient is the sender.',
      decision(facts, [usual], { recipient: aldoria.id }),
    ],
    [
      'release/invalid/undecided',
      'REL-1',
      'An agreement without clauses says nothing.',
      decision(facts, [known([aldoria, bereth], { clauses: [] })]),
    ],
    [
      'release/invalid/contradiction',
      'REL-1',
      'A record of another party, held as our own.',
      decision({ ...facts, author: calder.id }, [usual]),
    ],
    ['release/invalid/no-parties', 'AGR-3', 'The agreement has no parties.', decision(facts, [known([])])],
    [
      'release/invalid/partly-signed',
      'AGR-6',
      'One signature is missing.',
      decision(facts, [known([aldoria, bereth], {}, { signedBy: [aldoria.id] })]),
    ],
    ['release/invalid/expired', 'AGR-6', 'The last second is not in force.', decision(facts, [usual], { now: 2000 })],
    ['release/invalid/not-started', 'AGR-6', 'One second too early.', decision(facts, [usual], { now: 999 })],
    [
      'release/invalid/withdrawn',
      'AGR-9',
      'A party has withdrawn.',
      decision(facts, [known([aldoria, bereth], {}, { withdrawnBy: [bereth.id] })]),
    ],
    [
      'release/invalid/superseded',
      'AGR-8',
      'A later agreement is in its place.',
      decision(facts, [known([aldoria, bereth], {}, { superseded: true })]),
    ],
    [
      'release/invalid/blocked',
      'REL-2',
      'Policy blocks the recipient.',
      decision(facts, [usual], { policy: { ...firstPolicy, blocked: [bereth.id] } }),
    ],
    [
      'release/invalid/no-approval',
      'REL-2',
      'AMBER without approval.',
      decision({ ...facts, label: { tlp: 'amber' } }, [usual]),
    ],
    [
      'release/invalid/label-nobody',
      'REL-2',
      'The label names nobody.',
      decision(label({ tlp: 'clear', only: [] }), [usual]),
    ],
    [
      'release/invalid/above-clause',
      'LAB-2',
      'AMBER+STRICT under a clause up to AMBER.',
      decision(label({ tlp: 'amber+strict' }), [clause({ ceiling: 'amber' })]),
    ],
    [
      'release/invalid/matching-only',
      'AGR-11',
      'A clause for private matching releases nothing.',
      decision(facts, [clause({ matching: { perDay: 500 } })]),
    ],
    ['release/invalid/no-purpose', 'AGR-5', 'A clause for no purpose.', decision(facts, [clause({ purposes: [] })])],
    [
      'release/invalid/other-purpose',
      'AGR-5',
      'The label does not allow the purpose.',
      decision(label({ tlp: 'clear', purposes: ['research'] }), [usual]),
    ],
    [
      'release/invalid/older',
      'REL-6',
      'Held when the agreement came into force.',
      decision(facts, [clause({ history: 'from-start' })], { position: 9 }),
    ],
    [
      'release/invalid/unencrypted',
      'AGR-7',
      'The clause asks for an encrypted way.',
      decision(facts, [clause({ duties: { ...lightDuties, encryptInTransit: true } })], { encrypted: false }),
    ],
    [
      'release/invalid/relay-forbidden',
      'REL-3',
      'Received on condition that it is not passed on.',
      decision(
        { ...held, holding: { agreement: source.agreement.id, clause: 1, duties: { ...lightDuties, onward: 'none' } } },
        [source, usual],
      ),
    ],
    [
      'release/invalid/relay-sheds-duty',
      'AGR-10',
      'A duty of erasure would be lost on the way.',
      decision(heavy, [source, usual]),
    ],
    [
      'release/invalid/relay-other-use',
      'REL-3',
      'Received for defence, and passed on for research.',
      decision(held, [source, clause({ purposes: ['research'] })]),
    ],
    [
      'release/invalid/relay-strict',
      'LAB-5',
      'AMBER+STRICT goes no further than its recipient.',
      decision(label({ tlp: 'amber+strict' }, held), [source, usual]),
    ],
    [
      'release/invalid/relay-amber',
      'LAB-5',
      'AMBER reaches our constituency only.',
      decision(label({ tlp: 'amber' }, held), [source, usual]),
    ],
    [
      'release/invalid/relay-source-unknown',
      'REL-3',
      'The agreement under which it came is not known.',
      decision(held, [usual]),
    ],
  ]);
}

/** Every vector by its path below vectors, without the suffix. */
export const coreVectors = (): Vectors => ({
  ...bytesVectors(),
  ...ed25519Vectors(),
  ...noteVectors(),
  ...historyVectors(),
  ...recordVectors(),
  ...itemVectors(),
  ...labelVectors(),
  ...agreementVectors(),
  ...releaseVectors(),
  ...decisionVectors(),
});

/** The text of a vector's file. */
export const vectorText = (vector: Vector): string => `${JSON.stringify(vector, undefined, 2)}\n`;

if (import.meta.main) {
  const folder = join(import.meta.dirname, '../vectors');
  for (const [path, vector] of Object.entries(coreVectors())) {
    const file = join(folder, `${path}.json`);
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, vectorText(vector));
  }
}
