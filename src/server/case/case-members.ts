import type { Party } from '../party/party.ts';

/** How far a member is, as this server knows. */
export interface MemberStanding {
  readonly party: string;
  readonly invited: number;
  readonly joined: number;
  /** Size of its log when it was met last. */
  readonly size: number;
  readonly met: number;
  /** When we tried to meet it last. */
  readonly tried: number;
  readonly failures: number;
}

const none = { invited: 0, joined: 0, size: 0, met: 0, tried: 0, failures: 0 };

export const standingIn = (party: Party, id: string, member: string): MemberStanding =>
  party.db.get<MemberStanding>('SELECT * FROM case_member WHERE case_id = ? AND party = ?', id, member) ?? {
    party: member,
    ...none,
  };

/** Notes what is new of a member. */
export function noteMember(
  party: Party,
  id: string,
  member: string,
  news: Partial<Omit<MemberStanding, 'party'>>,
): void {
  const { invited, joined, size, met, tried, failures } = { ...standingIn(party, id, member), ...news };
  party.db.run(
    `INSERT INTO case_member (case_id, party, invited, joined, size, met, tried, failures) VALUES (?, ?, ?, ?, ?, ?, ?, ?)
     ON CONFLICT DO UPDATE SET invited = excluded.invited, joined = excluded.joined, size = excluded.size,
       met = excluded.met, tried = excluded.tried, failures = excluded.failures`,
    id,
    member,
    invited,
    joined,
    size,
    met,
    tried,
    failures,
  );
}

const soon = 10;

/** Notes that a member asked, holding a log of this size. That it asked again a few seconds later is not worth a write. */
export function noteAsked(party: Party, id: string, member: string, size: number): void {
  const before = standingIn(party, id, member);
  const isKnown = before.joined === 1 && before.failures === 0 && before.size === size;
  if (isKnown && Math.abs(party.now - before.met) < soon) return;
  noteMember(party, id, member, { joined: 1, size, met: party.now, failures: 0 });
}
