// Reads what another service answers, as far as it may be long.

/** A body has more bytes than its reader takes. */
export class TooLongError extends Error {
  override readonly name = "TooLongError";
}

/** The body as UTF-8. Throws `TooLongError` as soon as it has more than `maxBytes`, and reads no further. */
export async function readBoundedText(
  message: { readonly body: ReadableStream<Uint8Array> | null },
  maxBytes: number,
): Promise<string> {
  if (message.body === null) return "";
  const chunks: Uint8Array[] = [];
  let length = 0;
  for await (const chunk of message.body) {
    length += chunk.length;
    // Leaving the loop cancels the stream.
    if (length > maxBytes) throw new TooLongError(`it has more than ${maxBytes} bytes`);
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString("utf8");
}
