import type { Json, JsonObject } from '../bytes/canonical-json.ts';
import { Fields, idForm } from '../bytes/fields.ts';
import { type Tlp, tlpLevels } from '../record/label.ts';

/** A server's own release policy: it narrows what agreements allow and never widens it. Spec: REL-2. */
export interface ReleasePolicy {
  /** Parties that receive nothing, whatever an agreement says. */
  readonly blocked: readonly string[];
  /** Nothing above this level leaves. */
  readonly ceiling: Tlp;
  /** Above this level a releaser must approve each record. */
  readonly approvalAbove: Tlp;
  /** Kinds that never leave. */
  readonly withheldKinds: readonly string[];
}

/** The policy of a new party: amber and stricter wait for a releaser, red stays. */
export const firstPolicy: ReleasePolicy = {
  blocked: [],
  ceiling: 'amber+strict',
  approvalAbove: 'green',
  withheldKinds: [],
};

/** Reads a policy; anything unknown is a fault. */
export function readPolicy(value: Json): ReleasePolicy {
  const fields = new Fields(value);
  const policy: ReleasePolicy = {
    blocked: fields.set('blocked', idForm),
    ceiling: fields.oneOf('ceiling', tlpLevels),
    approvalAbove: fields.oneOf('approvalAbove', tlpLevels),
    withheldKinds: fields.set('withheldKinds', /^[a-z][a-z0-9-]{0,99}$/),
  };
  fields.end();
  return policy;
}

/** The canonical form of a policy. */
export const policyJson = (policy: ReleasePolicy): JsonObject => ({ ...policy });
