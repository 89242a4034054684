/** Whether a document at a network is a print job's, also one that it had under an earlier key. */
export function isDocumentOf(name: string, key: string): boolean {
  const first = key.replace(/-r\d+$/, '');
  return name.startsWith(first) && /^(-r\d+)?\.pdf$/.test(name.slice(first.length));
}
