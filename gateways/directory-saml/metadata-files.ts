import { readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { readMetadata } from './metadata.ts';
import type { ProviderMetadata } from './metadata.ts';

/** How long a file is believed unchanged. Milliseconds. */
const RECHECK_AFTER = 60_000;

export interface MetadataFiles {
  /**
   * @returns what `<university code>.xml` says; null while there is none that can be used
   */
  of(university: { code: string; entityId: string }): ProviderMetadata | null;
}

interface Kept {
  entityId: string;
  checkedAt: number;
  changedAt: number | null;
  metadata: ProviderMetadata | null;
}

/**
 * The metadata of the universities' providers, a file each, read again when it has changed, looked at once a minute. A
 * file that was broken by a change leaves what was read before in force, and is reported.
 * @param folder undefined: no university has a provider
 * @param report is told about a file that cannot be used, once a change
 */
export function openMetadataFiles(
  folder: string | undefined,
  report: (code: string, error: unknown) => void,
  { recheckAfter = RECHECK_AFTER, now = Date.now } = {},
): MetadataFiles {
  const kept = new Map<string, Kept>();

  function read(code: string, entityId: string, before: Kept | undefined): Kept {
    const isSame = before?.entityId === entityId;
    const last = isSame ? before.metadata : null;
    const entry: Kept = { entityId, checkedAt: now(), changedAt: null, metadata: last };
    if (folder === undefined) return entry;
    const file = join(folder, `${code}.xml`);
    try {
      entry.changedAt = statSync(file).mtimeMs;
      if (isSame && before.changedAt === entry.changedAt) return entry;
      entry.metadata = readMetadata(readFileSync(file, 'utf8'), entityId);
    } catch (error) {
      if (!isSame || before.changedAt !== entry.changedAt) report(code, error);
    }
    return entry;
  }

  return {
    of({ code, entityId }) {
      let entry = kept.get(code);
      if (entry?.entityId !== entityId || now() - entry.checkedAt >= recheckAfter) {
        entry = read(code, entityId, entry);
        kept.set(code, entry);
      }
      const { metadata } = entry;
      const isOver = metadata?.validUntil && metadata.validUntil.getTime() <= now();
      return isOver ? null : metadata;
    },
  };
}
