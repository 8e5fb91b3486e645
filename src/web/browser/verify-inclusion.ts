import { faultCode } from '#protocol/bytes/fault.ts';
import { checkInclusion } from './inclusion-check.ts';

async function bytesOf(url: string): Promise<Uint8Array> {
  const answer = await fetch(url, { cache: 'no-store', redirect: 'error' });
  if (!answer.ok) throw new Error(`http-${answer.status}`);
  return new Uint8Array(await answer.arrayBuffer());
}

/** Verifies the entry that a block names and says the result where screen readers hear it. */
async function verify(block: HTMLElement, result: HTMLElement): Promise<void> {
  const { entry = '', proof = '', vkey = '', running = '', passed = '', failed = '' } = block.dataset;
  result.className = '';
  result.textContent = running;
  try {
    checkInclusion({ entry: await bytesOf(entry), proof: await bytesOf(proof), vkey });
    result.className = 'yes';
    result.textContent = passed;
  } catch (thrown) {
    const code = faultCode(thrown) ?? (thrown instanceof Error ? thrown.message : 'unknown');
    result.className = 'no';
    result.textContent = `${failed} ${code}`;
  }
}

for (const block of document.querySelectorAll<HTMLElement>('[data-verify="inclusion"]')) {
  const button = block.querySelector('button');
  const result = block.querySelector<HTMLElement>('[role="status"]');
  if (button === null || result === null) continue;
  button.hidden = false;
  button.addEventListener('click', () => void verify(block, result));
}
