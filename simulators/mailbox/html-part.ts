/** A mail loads nothing, runs nothing and sends no form; its links open in a tab of their own. */
export const HTML_PART_SANDBOX = 'allow-popups allow-popups-to-escape-sandbox';
export const HTML_PART_POLICY = `default-src 'none'; style-src 'unsafe-inline'; img-src data:; form-action 'none'; base-uri 'self'; sandbox ${HTML_PART_SANDBOX}`;

/** The HTML part as it came, with one element before it that lets links leave the frame. */
export function framedHtml(part: string): string {
  const base = '<base target="_blank">';
  const head = /<head(?:\s[^>]*)?>/i.exec(part);
  if (!head) return base + part;
  const at = head.index + head[0].length;
  return part.slice(0, at) + base + part.slice(at);
}
