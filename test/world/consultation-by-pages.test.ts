import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { verifyCaseFolder } from '#check/case-folder.ts';
import { directoryFiles } from '#server/store/log-files.ts';
import { Stuck } from '#world/consultation/browser.ts';
import { assemble } from '#world/consultation/cast.ts';
import { auditAll, checkCase } from '#world/consultation/copies.ts';
import { deadlineTable, uncovered } from '#world/consultation/deadline-table.ts';
import { quietChapter } from '#world/consultation/meeting-chapter.ts';

test('people open, answer and end consultations by pages over sockets, and every copy verifies to the same state', async () => {
  const { world, cast } = await assemble();
  const root = mkdtempSync(join(tmpdir(), 'comity-consultation-'));
  const told: string[] = [];
  try {
    const cases = await quietChapter(world, cast, (line) => told.push(line));
    const players = [cast.asker, cast.asked, cast.dunmore];
    for (const one of cases) {
      const copies = await checkCase(one, players, root);
      assert.equal(copies.length, 3);
      for (const { directory, hash } of copies) assert.equal(verifyCaseFolder(directoryFiles(directory)).hash, hash);
    }
    assert.equal(auditAll(players), 3);
    const [first] = cases;
    assert.ok(first !== undefined && told.some((line) => line.endsWith('→ Withdrawn')));
    const lines = deadlineTable(
      first.rules,
      cases.map(({ state }) => state),
    );
    const open = uncovered(lines).map(({ wait }) => wait);
    assert.ok(!open.includes('ask-by') && open.includes('meet'));
    // A form that is not filled in is a fault of the story, not something that is passed over.
    await assert.rejects(first.act(cast.asker, 'state-lessons', { 'part-worked': '' }), Stuck);
    // Whoever is no member finds nothing to join.
    await assert.rejects(cast.esk.browser.submit(`/cases/${first.id}`, `/cases/${first.id}/join`), Stuck);
  } finally {
    await world.stop();
    rmSync(root, { recursive: true, force: true });
  }
});
