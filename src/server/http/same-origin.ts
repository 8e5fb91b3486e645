/**
 * Whether a form may have been sent from a page of this server. Browsers say so in Sec-Fetch-Site, older
 * ones in Origin; a tool that says neither is no browser, and no foreign page can lead it. An origin of
 * `null` says nothing, since our own referrer policy asks for it: there the form's token decides alone.
 * Behind a proxy, the address that the browser knows is the public one.
 */
export function isSameOrigin(request: Request, publicUrl: string): boolean {
  const site = request.headers.get('sec-fetch-site');
  if (site !== null) return site === 'same-origin' || site === 'none';
  const origin = request.headers.get('origin');
  if (origin === null || origin === 'null') return true;
  return origin === new URL(request.url).origin || (URL.canParse(publicUrl) && origin === new URL(publicUrl).origin);
}
