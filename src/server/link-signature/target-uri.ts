import { signatureFault } from './signature-fault.ts';

const longestTarget = 2048;

/**
 * Refuses a target URI that is not what WHATWG URL serialises it to: both sides must sign the same
 * bytes, and no other spelling of a host or path may slip past a check. Spec: LSG-4.
 */
export function checkTarget(target: string): void {
  const url = target.length <= longestTarget && URL.canParse(target) ? new URL(target) : undefined;
  const plain = url !== undefined && url.username === '' && url.password === '' && !target.includes('#');
  if (!plain || url.href !== target || !/^https?:$/.test(url.protocol))
    throw signatureFault(
      'signature-target',
      'A target URI in its serialised form, without user or fragment, was expected.',
    );
}

/**
 * The target URI of a received request: the configured public base URL (origin and, behind a proxy
 * that strips one, a path prefix) and the path and query of the request line. The Host header has no
 * say: whoever can set it could make us accept a request signed for another server. Spec: LSG-4.
 */
export function targetUri(publicBase: string, requestTarget: string): string {
  const base = publicBase.endsWith('/') ? publicBase.slice(0, -1) : publicBase;
  if (!requestTarget.startsWith('/'))
    throw signatureFault('signature-target', 'A request target that starts with a slash was expected.');
  const target = `${base}${requestTarget}`;
  checkTarget(target);
  return target;
}
