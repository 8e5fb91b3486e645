import { notBefore } from './property-rule.ts';
import {
  type Check,
  decimal,
  dictionary,
  integer,
  list,
  oneOf,
  record,
  ref,
  shape,
  text,
  textOfForm,
  texts,
  time,
} from './value-check.ts';

/*
 * Extensions that have a published definition and that we know: their objects are checked as the
 * definition says. Spec: STX-26.
 */

/** The Information Exchange Policy 2.0 of FIRST as a marking. */
export const iepExtension = 'extension-definition--762e2e97-ee51-43e5-a9ea-165fbb862c4a';

/** The core of the incident suite of OASIS. */
export const incidentExtension = 'extension-definition--ef765651-680c-498d-9894-99799f2fa126';

const isProperty = oneOf('property-extension');

const iepProperties = {
  extension_type: isProperty,
  encrypt_in_transit: oneOf('must', 'may'),
  permitted_actions: oneOf(
    'none',
    'contact-for-instruction',
    'internally-visible-actions',
    'externally-visible-indirect-actions',
    'externally-visible-direct-actions',
  ),
  affected_party_notifications: oneOf('may', 'must-not'),
  tlp: oneOf('red', 'amber', 'green', 'white'),
  provider_attribution: oneOf('may', 'must', 'must-not'),
  unmodified_resale: oneOf('may', 'must-not'),
  iep_id: textOfForm(/^[0-9a-f]{8}-[0-9a-f]{4}-[45][0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/i),
  iep_version: oneOf(2),
  description: text,
  start_date: time,
};

/** Known extensions of `marking-definition`. */
export const markingExtensions: Readonly<Record<string, Check>> = {
  [iepExtension]: record(
    shape(Object.keys(iepProperties), { ...iepProperties, end_date: time }, [notBefore('start_date', 'end_date')]),
  ),
};

const score = record(shape(['name', 'value'], { name: text, value: decimal(), description: text }));

/** Known extensions of `incident`. The vocabulary of `determination` is that of both published drafts. */
export const incidentExtensions: Readonly<Record<string, Check>> = {
  [incidentExtension]: record(
    shape(['extension_type', 'determination', 'investigation_status'], {
      extension_type: isProperty,
      determination: oneOf(
        'blocked',
        'confirmed',
        'failed-attempt',
        'false-positive',
        'low-value',
        'successful-attempt',
        'suspected',
      ),
      investigation_status: text,
      incident_types: texts,
      detection_methods: texts,
      criticality: integer(0, 100),
      recoverability: oneOf('not-applicable', 'regular', 'supplemented', 'extended', 'not-recoverable'),
      scores: list(score),
      impacted_entity_counts: dictionary(integer(0)),
      event_refs: list(ref('event')),
      impact_refs: list(ref('impact')),
      task_refs: list(ref('task')),
    }),
  ),
};
