import { base64 } from '#protocol/bytes/encodings.ts';
import type { Checkpoint } from '#protocol/log/checkpoint.ts';
import type { Cosignature } from '#protocol/log/cosignature.ts';
import type { TreeHead } from '#protocol/log/merkle.ts';
import { checkCheckpoint, checkpointPath, type TrustedKeys } from './log-checkpoint.ts';
import { gatherClaims } from './log-claims.ts';
import type { LogFiles } from './log-files.ts';
import { Findings, type LogFinding, maxFindings, TooManyFindings } from './log-finding.ts';
import { checkLeftovers, listedTiles } from './log-leftovers.ts';
import { checkAgainstTrusted, checkAhead } from './log-rollback.ts';
import { judgeTiles } from './log-verdict.ts';

/** What to audit, and whom to trust. `trusted` is a head of the same log that was verified earlier. */
export interface LogAudit extends TrustedKeys {
  readonly files: LogFiles;
  readonly trusted?: TreeHead;
}

/** What an audit found. `root` is base64, as in the checkpoint; both are absent when it cannot be read. */
export interface LogReport {
  readonly ok: boolean;
  readonly size?: number;
  readonly root?: string;
  readonly cosignatures: readonly Cosignature[];
  readonly findings: readonly LogFinding[];
}

function checkTree({ files, trusted }: LogAudit, checkpoint: Checkpoint, findings: Findings): void {
  const { size } = checkpoint;
  const tiles = listedTiles(files, findings);
  checkAhead(files, tiles, { size, findings });
  judgeTiles(checkpoint, gatherClaims({ files, findings }, size), findings);
  checkLeftovers(files, tiles, { size, findings });
  if (trusted !== undefined) checkAgainstTrusted(files, checkpoint, { trusted, findings });
}

/**
 * Audits a log's static directory (C2SP tlog-tiles) with no help from its owner: the checkpoint's
 * signatures and cosignatures, every tile against every entry, and whether the past was kept. All
 * findings are reported, not the first. Throws only what the reader throws. Spec: LOG-23.
 */
export function verifyLogDirectory(audit: LogAudit): LogReport {
  const findings = new Findings();
  const read = checkCheckpoint(audit.files, audit, findings);
  if (read === undefined) return { ok: false, cosignatures: [], findings: findings.all() };
  const { checkpoint, cosignatures } = read;
  const limit: LogFinding[] = [];
  try {
    checkTree(audit, checkpoint, findings);
  } catch (thrown) {
    if (!(thrown instanceof TooManyFindings)) throw thrown;
    const detail = `The audit stopped after ${maxFindings} findings.`;
    limit.push({ code: 'findings-limit', path: checkpointPath, detail });
  }
  const all = [...findings.all(), ...limit];
  return { ok: all.length === 0, size: checkpoint.size, root: base64(checkpoint.root), cosignatures, findings: all };
}
