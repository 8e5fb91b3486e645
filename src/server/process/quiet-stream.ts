/** What to do around the pieces of a body while it is being sent. */
export interface SendWatch {
  /** Called before each piece is asked for. */
  readonly before: () => void;
  /** Hears why a body broke. */
  readonly log: (error: unknown) => void;
  /** Ends the connection in a way that the other side cannot take for a whole answer. */
  readonly cut: () => void;
}

/**
 * An answer whose body never fails towards the HTTP adapter, which would print the error and send its
 * text to the other side. A body that breaks cuts the connection, and the log hears why.
 */
export function quietly(response: Response, { before, log, cut }: SendWatch): Response {
  if (response.body === null) return response;
  const reader = response.body.getReader();
  const body = new ReadableStream<Uint8Array>(
    {
      async pull(controller) {
        try {
          before();
          const { done, value } = await reader.read();
          if (done) controller.close();
          else controller.enqueue(value);
        } catch (error) {
          log(error);
          cut();
          controller.close();
        }
      },
      cancel: (reason) => reader.cancel(reason),
    },
    // Nothing is read ahead: a decision that changes must stop the very next piece.
    { highWaterMark: 0 },
  );
  return new Response(body, { status: response.status, statusText: response.statusText, headers: response.headers });
}
