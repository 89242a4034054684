import iconv from 'iconv-lite';

/** What has a plain relative in JIS X 0208; everything else that is not plain becomes a blank. */
const RELATIVES: Readonly<Record<string, string>> = {
  髙: '高',
  﨑: '崎',
  '𠮷': '吉',
  '〜': '-',
  '～': '-',
  '−': '-',
  '－': '-',
  '‐': '-',
  '–': '-',
  '—': '-',
};

/** Bytes that one reader of Shift_JIS takes for these and another for others: the hash over UTF-8 would differ. */
const AMBIGUOUS = new Set('～〜－−‖∥¢￠£￡¬￢―—\\~¥￥‾￣');

/** Bytes of Shift_JIS as SBPS reads it (the Windows variant). Check with `inShiftJis` first. */
export const encodeShiftJis = (text: string): Buffer => iconv.encode(text, 'Shift_JIS');
export const decodeShiftJis = (bytes: Buffer): string => iconv.decode(bytes, 'Shift_JIS');

/**
 * The text with nothing in it that Shift_JIS lacks or that only the Windows variant has: what two readers could take
 * for different characters would break the hash, and the browser would write it as `&#…;`.
 */
export function inShiftJis(text: string): string {
  return Array.from(text.normalize('NFC'), (character) => {
    if (isPlain(character)) return character;
    const relative = RELATIVES[character];
    return relative !== undefined && isPlain(relative) ? relative : '　';
  }).join('');
}

/** ASCII, or a character of JIS X 0208 that comes back as it went. */
function isPlain(character: string): boolean {
  if (AMBIGUOUS.has(character)) return false;
  if (/^[\x20-\x7e]$/.test(character)) return true;
  const bytes = encodeShiftJis(character);
  const lead = bytes[0] ?? 0;
  if (bytes.length !== 2 || decodeShiftJis(bytes) !== character) return false;
  // Lead bytes of rows that only the Windows variant fills: NEC's and IBM's own characters, and private ones.
  return lead !== 0x87 && lead !== 0xed && lead !== 0xee && lead < 0xf0;
}

/** Reads the body of a form whose text is Shift_JIS. Of a name that comes twice, the last counts. */
export function readShiftJisForm(body: Buffer): Record<string, string> {
  const fields: Record<string, string> = Object.create(null) as Record<string, string>;
  for (const pair of body.toString('latin1').split('&')) {
    if (pair === '') continue;
    const cut = pair.indexOf('=');
    const name = cut < 0 ? pair : pair.slice(0, cut);
    fields[unescapeShiftJis(name)] = unescapeShiftJis(cut < 0 ? '' : pair.slice(cut + 1));
  }
  return fields;
}

function unescapeShiftJis(escaped: string): string {
  const bytes = escaped
    .replaceAll('+', ' ')
    .replace(/%([0-9a-f]{2})/gi, (_, hex: string) => String.fromCharCode(Number.parseInt(hex, 16)));
  return decodeShiftJis(Buffer.from(bytes, 'latin1'));
}
