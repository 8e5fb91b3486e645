import { type Label, labelAtMost, strictestOf } from '#protocol/record/label.ts';
import { idOfName } from '../stix/identifier.ts';
import { type JsonMembers, textOf } from '../stix/stix-object.ts';
import type { EventDraft, LabelledPart, Main } from './event-draft.ts';
import { clusterMembers, typeOfGalaxy } from './galaxy-form.ts';
import { keep } from './kept-members.ts';
import { keptMembers } from './kept-part.ts';
import { partLabel } from './misp-label.ts';
import { uuidOf } from './misp-value.ts';

interface Cluster extends LabelledPart {
  readonly galaxy: JsonMembers;
}

/** The clusters of a part's galaxies, each with its label. */
function clustersOf(draft: EventDraft, of: LabelledPart): Cluster[] {
  const { findings, rules } = draft.frame;
  return draft.parts(of, 'Galaxy').flatMap((galaxy) => {
    const clusters = draft.parts(galaxy, 'GalaxyCluster');
    if (clusters.length === 0) findings.loss('misp-loss-empty-galaxy', galaxy.path);
    const { GalaxyCluster: _, ...header } = galaxy.members;
    return clusters.flatMap((cluster) => {
      const reading = partLabel(cluster, of.label, rules);
      if ('label' in reading) return [{ ...cluster, label: reading.label, galaxy: header }];
      findings.fault(reading.fault, reading.path);
      return [];
    });
  });
}

/** The id of a cluster: its UUID, or its name where an old galaxy has none. */
function clusterId(type: string, { members, galaxy }: Cluster): string {
  const uuid = uuidOf(members);
  const name = `${textOf(galaxy, 'type') ?? ''} ${textOf(members, 'value') ?? ''}`;
  return uuid === undefined ? idOfName(type, name) : `${type}--${uuid}`;
}

/** Keeps the object of one cluster, and gives what stands for it. */
function keepCluster(draft: EventDraft, cluster: Cluster, of: LabelledPart, isMember: boolean): Main | undefined {
  const { event, findings, time } = draft.frame;
  const type = typeOfGalaxy(textOf(cluster.galaxy, 'type') ?? '');
  const kept = keptMembers(cluster, { own: cluster.label, inherited: of.label }, findings);
  const extensions = keep('cluster', { ...kept, Galaxy: cluster.galaxy });
  const id = clusterId(type ?? 'note', cluster);
  // A catalogue wrote it, not the author of the event.
  const { created_by_ref: _, ...versioned } = draft.versioned(id, time, cluster.label);
  const value = textOf(cluster.members, 'value') ?? '';
  const own =
    type === undefined
      ? { abstract: value, content: textOf(cluster.members, 'description') ?? value, object_refs: [event.id] }
      : clusterMembers(type, cluster);
  const isKept = draft.keep({ ...versioned, ...own, extensions }, cluster.label, { path: cluster.path, isMember });
  return isKept ? { id, label: cluster.label } : undefined;
}

/** What is known once the clusters of a part are read. */
export interface ClusterReading {
  /** Tags that name a cluster which is more closed than the part. */
  readonly closedTags: ReadonlySet<string>;
  /** Links the object that stands for the part with its clusters. */
  readonly links: (main: Main) => void;
}

function link(draft: EventDraft, main: Main, cluster: Main, path: string): void {
  const label: Label = strictestOf(main.label, cluster.label);
  const id = idOfName('relationship', `${main.id} related-to ${cluster.id}`);
  const ends = { relationship_type: 'related-to', source_ref: main.id, target_ref: cluster.id };
  const extensions = keep('cluster-link', {});
  draft.keep({ ...draft.versioned(id, draft.frame.time, label), ...ends, extensions }, label, { path });
}

/** Reads the galaxies of a part. `isMember`: whether they describe the event itself. Spec: MSP-4, MSP-8. */
export function readClusters(draft: EventDraft, of: LabelledPart, { isMember }: { isMember: boolean }): ClusterReading {
  const clusters = clustersOf(draft, of);
  const kept = clusters.flatMap((cluster) => {
    const main = keepCluster(draft, cluster, of, isMember);
    return main === undefined ? [] : [{ main, path: cluster.path }];
  });
  const closed = clusters.filter(({ label }) => !labelAtMost(label, of.label));
  return {
    closedTags: new Set(closed.flatMap(({ members }) => textOf(members, 'tag_name') ?? [])),
    links: (main) => {
      for (const { main: cluster, path } of kept) link(draft, main, cluster, path);
    },
  };
}
