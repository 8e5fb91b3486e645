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
