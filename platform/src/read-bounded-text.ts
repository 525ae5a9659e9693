// Reads what another service answers, as far as it may be long.

/** The body as UTF-8. Throws `Error` as soon as it has more than `maxBytes`, and reads no further. */
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
    if (length > maxBytes) throw new Error(`the answer has more than ${maxBytes} bytes`);
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString("utf8");
}
