/** The IP address that the HTTP adapter gives in its bindings; empty when there is no socket. */
export function clientAddress(env: unknown): string {
  let value: unknown = env;
  for (const name of ['incoming', 'socket', 'remoteAddress'])
    value = typeof value === 'object' && value !== null ? Reflect.get(value, name) : undefined;
  return typeof value === 'string' ? value : '';
}
