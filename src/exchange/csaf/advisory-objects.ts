import { idOfName } from '../stix/identifier.ts';
import { withMarking } from '../stix/marking.ts';
import type { JsonMembers, StixObject } from '../stix/stix-object.ts';
import { advisoryName, tlpOf } from './advisory.ts';
import type { CsafDocument, Link, Vulnerability } from './csaf-document.ts';
import { instantOf } from './csaf-forms.ts';

const stixTime = (time: string): string => new Date(instantOf(time) ?? 0).toISOString();

const linkOf = ({ summary, url }: Link): JsonMembers => ({ source_name: summary, url });

function externalReferences({ cve, cwe, ids = [], references = [] }: Vulnerability): JsonMembers[] {
  return [
    ...(cve === undefined ? [] : [{ source_name: 'cve', external_id: cve }]),
    ...(cwe === undefined ? [] : [{ source_name: 'cwe', external_id: cwe.id }]),
    ...ids.map(({ system_name, text }) => ({ source_name: system_name, external_id: text })),
    ...references.map(linkOf),
  ];
}

const nameOf = ({ cve, title, ids }: Vulnerability): string => cve ?? title ?? ids?.[0]?.text ?? '?';

const proseOf = ({ notes = [] }: Vulnerability): string | undefined =>
  notes.find(({ category }) => category === 'summary' || category === 'description')?.text;

/**
 * What an advisory says in STIX: a report that names one vulnerability object for each of its
 * vulnerabilities. Products and their status have no place there and stay in the advisory. The
 * ids depend on publisher, tracking id and vulnerability, so that another advisory on the same CVE is
 * another statement. None for an advisory without vulnerabilities. Spec: CSF-8.
 */
export function advisoryObjects(doc: CsafDocument): readonly StixObject[] {
  const { document, vulnerabilities = [] } = doc;
  if (vulnerabilities.length === 0) return [];
  const { tracking, publisher } = document;
  const name = advisoryName(doc);
  const created = stixTime(tracking.initial_release_date);
  const released = stixTime(tracking.current_release_date);
  const common = { spec_version: '2.1', created, modified: [created, released].sort()[1] ?? released } as const;
  const stated = new Map(
    vulnerabilities.map((one, at): [string, StixObject] => {
      const id = idOfName('vulnerability', `${name}\n${one.cve ?? at}`);
      const prose = proseOf(one);
      const references = externalReferences(one);
      const object = {
        type: 'vulnerability',
        id,
        ...common,
        name: nameOf(one),
        ...(prose === undefined ? {} : { description: prose }),
        ...(references.length === 0 ? {} : { external_references: references }),
      };
      return [id, object];
    }),
  );
  const report: StixObject = {
    type: 'report',
    id: idOfName('report', name),
    ...common,
    name: `${tracking.id} ${document.title}`,
    published: created,
    report_types: ['vulnerability'],
    object_refs: [...stated.keys()],
    external_references: [
      { source_name: publisher.name, external_id: tracking.id },
      ...(document.references ?? []).filter(({ category }) => category === 'self').map(linkOf),
    ],
  };
  const tlp = tlpOf(doc);
  const objects = [...stated.values(), report];
  return tlp === undefined ? objects : objects.map((object) => withMarking(object, { tlp }));
}
