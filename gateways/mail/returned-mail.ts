import PostalMime from 'postal-mime';

/** A mail that a mail server sent to one of our bounce addresses. */
export interface ReturnedMail {
  /** To whom it was addressed, in the order of trust: as delivered, then as written. */
  addressedTo: string[];
  /** Status of a delivery that failed for good (RFC 3463, `5.1.1`); null when it did not, or when nothing says so. */
  permanentFailure: string | null;
}

const DELIVERED = ['delivered-to', 'x-original-to', 'envelope-to'];
const PERMANENT = /^5\.\d{1,3}\.\d{1,3}$/;

/** The fields of one block of a delivery report, names in lower case (RFC 3464). */
function fieldsOf(block: string): Map<string, string> {
  const unfolded = block.replace(/\r?\n[ \t]+/g, ' ');
  const lines = unfolded.split(/\r?\n/).map((line) => /^([\w-]+):\s*(.*)$/.exec(line));
  return new Map(lines.flatMap((match) => (match ? [[match[1]!.toLowerCase(), match[2]!]] : [])));
}

/** A report is about one recipient of ours: any of its blocks that failed for good decides. */
function permanentFailureOf(report: string): string | null {
  for (const block of report.split(/\r?\n\s*\r?\n/)) {
    const fields = fieldsOf(block);
    const status = (fields.get('status') ?? '').split(/[\s(]/)[0] ?? '';
    const hasFailed = fields.get('action')?.trim().toLowerCase() === 'failed';
    if (hasFailed && PERMANENT.test(status)) return status;
  }
  return null;
}

const asText = (content: string | ArrayBuffer | Uint8Array) =>
  typeof content === 'string' ? content : new TextDecoder().decode(content);

/**
 * Reads a message as a mail host hands it in (`message/rfc822`): a delivery status notification (RFC 3464), an automatic
 * answer, or anything else. Whatever cannot be read is no failure.
 */
export async function readReturnedMail(raw: Buffer): Promise<ReturnedMail> {
  const mail = await PostalMime.parse(raw);
  const delivered = mail.headers
    .filter(({ key }) => DELIVERED.includes(key))
    .map(({ value }) => value.trim());
  const written = (mail.to ?? []).flatMap(({ address }) => (address ? [address] : []));
  const report = mail.attachments.find(({ mimeType }) => mimeType === 'message/delivery-status');
  return {
    addressedTo: [...delivered, ...written],
    permanentFailure: report ? permanentFailureOf(asText(report.content)) : null,
  };
}
