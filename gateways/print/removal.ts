import { PrintNetworkUnavailable } from './port.ts';

/**
 * Removes a document and says how often it was printed.
 *
 * The networks tell the count only while the document exists, so it is read first; a print in the
 * instant between the two calls is not in it. When the deletion's outcome is unknown, the document
 * is looked for once more. Throws `PrintNetworkUnavailable` when the removal is not confirmed.
 */
export async function removeAndCount(network: {
  /** The document's print count; null when there is no such document. */
  printedCount: () => Promise<number | null>;
  /** Deletes; resolves also when there is no such document. */
  remove: () => Promise<void>;
}): Promise<{ printedCount: number | null }> {
  const printedCount = await network.printedCount();
  if (printedCount === null) return { printedCount: null };
  try {
    await network.remove();
  } catch (error) {
    if (!(error instanceof PrintNetworkUnavailable)) throw error;
    const left = await network.printedCount().catch(() => printedCount);
    if (left !== null) throw error;
  }
  return { printedCount };
}
