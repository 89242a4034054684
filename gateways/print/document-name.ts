const allowedKey = /^[A-Za-z0-9._:-]{1,120}$/;

/**
 * The file name under which a document is handed to a network and found again. Colons, which file
 * names do not take everywhere, become tildes; a key has no tilde, so no two keys share a name.
 * Throws `RangeError` for a key with other characters.
 */
export function documentNameOf(idempotencyKey: string): string {
  if (!allowedKey.test(idempotencyKey)) {
    throw new RangeError('A print key has letters, digits, ".", "_", "-" and ":", at most 120.');
  }
  return `${idempotencyKey.replaceAll(':', '~')}.pdf`;
}
