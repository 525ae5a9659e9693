// Reads small files that somebody else may have written.
import { constants } from "node:fs";
import { open } from "node:fs/promises";

/**
 * The bytes of a regular file of at most `maxBytes`. Throws `Error` for anything else: a device or a FIFO would block or
 * never end. Errors of the file system pass as they are.
 */
export async function readBounded(path: string, maxBytes: number): Promise<Buffer> {
  // Without O_NONBLOCK opening a FIFO waits for a writer.
  // oxlint-disable-next-line no-bitwise -- flags of open(2)
  const file = await open(path, constants.O_RDONLY | constants.O_NONBLOCK);
  try {
    const { size } = await requireRegular(path, file);
    if (size > maxBytes) throw new Error(`${path} has ${size} bytes; at most ${maxBytes} are read`);
    const buffer = Buffer.alloc(maxBytes + 1);
    let length = 0;
    while (length <= maxBytes) {
      const { bytesRead } = await file.read(buffer, length, buffer.length - length, length);
      if (bytesRead === 0) return buffer.subarray(0, length);
      length += bytesRead;
    }
    throw new Error(`${path} grew past ${maxBytes} bytes while it was read`);
  } finally {
    await file.close();
  }
}

async function requireRegular(path: string, file: Awaited<ReturnType<typeof open>>) {
  const stat = await file.stat();
  if (!stat.isFile()) throw new Error(`${path} is not a regular file`);
  return stat;
}
