import type { NetprintFile } from './wire.ts';

const maximumAttempts = 5;

/**
 * Reads the account's whole file list page by page.
 *
 * Files that vanish between two pages move the later ones forward, and one of them would be missed:
 * a living document would look gone. So each page begins with the last file of the page before, and
 * the reading starts over when it does not. Null when the list did not hold still five times.
 */
export async function readAllFiles(
  readPage: (fromCount: number, showCount: number) => Promise<NetprintFile[]>,
  pageSize = 200,
): Promise<NetprintFile[] | null> {
  for (let attempt = 0; attempt < maximumAttempts; attempt += 1) {
    const files = await readOnce(readPage, pageSize);
    if (files) return files;
  }
  return null;
}

async function readOnce(
  readPage: (fromCount: number, showCount: number) => Promise<NetprintFile[]>,
  pageSize: number,
): Promise<NetprintFile[] | null> {
  const files: NetprintFile[] = [];
  for (;;) {
    const last = files.at(-1);
    const page = await readPage(Math.max(1, files.length), pageSize);
    if (last && page[0]?.accessKey !== last.accessKey) return null;
    files.push(...(last ? page.slice(1) : page));
    if (page.length < pageSize) return files;
  }
}
