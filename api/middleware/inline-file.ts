/**
 * The value of `Content-Disposition` for a file that the browser shows (RFC 6266).
 * @param name in the reader's language
 * @param plain the same in plain letters, for those who cannot read that
 */
export function inlineFile(name: string, plain: string): string {
  return `inline; filename="${plain}"; filename*=UTF-8''${encodeURIComponent(name)}`;
}
