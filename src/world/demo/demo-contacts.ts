import type { ContactCard } from '#desks/stability/contact-card.ts';
import { hex } from '#protocol/bytes/encodings.ts';
import { stateContact } from '#server/contact/state-contact.ts';
import type { Party } from '#server/party/party.ts';
import type { Federation } from './demo-federation.ts';

const day = 86_400;
const week = 7 * day;
const office = [{ days: [1, 2, 3, 4, 5], from: 540, to: 1020 }] as const;

type Known = Pick<ContactCard, 'area' | 'titles' | 'languages' | 'zone' | 'hours' | 'ways' | 'takes'> &
  Partial<Pick<ContactCard, 'deputies' | 'roster'>>;

function state(party: Party, known: Known): void {
  const card: ContactCard = {
    deputies: [],
    roster: [],
    ...known,
    name: hex(party.powers.random(16)),
    version: 1,
    state: 'current',
    until: party.now + 300 * day,
  };
  stateContact(party, card, { tlp: 'green' });
}

/** Weeks of duty that two watches share in turn, the first of them running now. */
const watches = (now: number, ...phones: readonly string[]): ContactCard['roster'] =>
  Array.from({ length: 6 }, (_, index) => ({
    title: `Watch ${'AB'[index % 2]}`,
    ways: [{ kind: 'phone', value: phones[index % phones.length] ?? '' }] as const,
    from: now - 2 * day + index * week,
    until: now - 2 * day + (index + 1) * week,
  }));

/** Cards of the parties that have somebody on duty. Numbers and addresses reach nobody. */
export function stateContacts({ aldoria, bereth, meridian }: Federation, now: number): void {
  state(aldoria, {
    area: 'technical',
    titles: [
      { lang: 'ar', text: 'المناوب، الفريق الوطني للاستجابة' },
      { lang: 'en', text: 'Duty officer, national response team' },
      { lang: 'zh', text: '国家应急中心值班员' },
    ],
    languages: ['en', 'fr'],
    zone: 'Europe/Paris',
    hours: 'always',
    ways: [
      { kind: 'phone', value: '+00 55 0100' },
      { kind: 'mail', value: 'duty@cert.aldoria.example' },
    ],
    deputies: [{ title: 'Head of watch', ways: [{ kind: 'phone', value: '+00 55 0101' }] }],
    takes: ['incident', 'notice', 'vulnerability'],
    roster: watches(now, '+00 55 0102', '+00 55 0103'),
  });
  state(bereth, {
    area: 'technical',
    titles: [{ lang: 'en', text: 'Operations room, Bereth Cyber Centre' }],
    languages: ['ar', 'en'],
    zone: 'Asia/Dubai',
    hours: 'always',
    ways: [{ kind: 'phone', value: '+00 66 0100' }],
    takes: ['incident', 'notice'],
  });
  state(meridian, {
    area: 'diplomatic',
    titles: [
      { lang: 'en', text: 'Good offices, Meridian Secretariat' },
      { lang: 'fr', text: 'Bons offices, secrétariat Méridien' },
    ],
    languages: ['ar', 'en', 'es', 'fr', 'ru', 'zh'],
    zone: 'Africa/Nairobi',
    hours: office,
    ways: [{ kind: 'mail', value: 'offices@meridian.example' }],
    takes: ['clarification', 'exercise'],
  });
}
