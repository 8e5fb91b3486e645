import { faultCode } from '#protocol/bytes/fault.ts';

/** What a file says, fetched anew. */
export async function bytesOf(url: string): Promise<Uint8Array> {
  const answer = await fetch(url, { cache: 'no-store', redirect: 'error' });
  if (!answer.ok) throw new Error(`http-${answer.status}`);
  return new Uint8Array(await answer.arrayBuffer());
}

/** What a block verifies, from the data that the page gave it; it throws what does not hold. */
type Work = (data: DOMStringMap) => Promise<void>;

/** Verifies what a block names and says the result where screen readers hear it. */
async function verify(block: HTMLElement, result: HTMLElement, work: Work): Promise<void> {
  const { running = '', passed = '', failed = '' } = block.dataset;
  result.className = '';
  result.textContent = running;
  try {
    await work(block.dataset);
    result.className = 'yes';
    result.textContent = passed;
  } catch (thrown) {
    const code = faultCode(thrown) ?? (thrown instanceof Error ? thrown.message : 'unknown');
    result.className = 'no';
    result.textContent = `${failed} ${code}`;
  }
}

/** Gives every block of this kind on the page its button. */
export function watchBlocks(kind: string, work: Work): void {
  for (const block of document.querySelectorAll<HTMLElement>(`[data-verify="${kind}"]`)) {
    const button = block.querySelector('button');
    const result = block.querySelector<HTMLElement>('[role="status"]');
    if (button === null || result === null) continue;
    button.hidden = false;
    button.addEventListener('click', () => void verify(block, result, work));
  }
}
