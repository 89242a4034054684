/**
 * Reads the small part of XML that honest SAML messages use, and refuses everything else: no document type, no comments,
 * no processing instructions, no CDATA, no mixed content, no attribute twice, no undeclared prefix. The library that
 * checks the signatures reads more leniently; what two readers could understand differently never reaches it.
 */

/** The text is not XML of the kind described above. */
export class UnacceptableXml extends Error {
  override name = 'UnacceptableXml';
}

export interface XmlAttribute {
  /** Empty for an attribute without a prefix. */
  namespace: string;
  name: string;
  value: string;
}

export interface XmlElement {
  namespace: string;
  name: string;
  attributes: XmlAttribute[];
  /** Namespaces that this very element declares. */
  declared: string[];
  parent: XmlElement | null;
  children: XmlElement[];
  /** Of an element without children; entities replaced. */
  text: string;
}

const MOST_CHARACTERS = 300_000;
const MOST_ELEMENTS = 5_000;
const DEEPEST = 30;
/** Of one element, declarations of namespaces included. Honest messages have under ten; many are slow to compare. */
const MOST_ATTRIBUTES = 30;
const XML_NAMESPACE = 'http://www.w3.org/XML/1998/namespace';

const NAME = '[A-Za-z_][A-Za-z0-9._-]*';
const DECLARATION =
  /^\uFEFF?(?:<\?xml version="1\.0"(?: encoding="[Uu][Tt][Ff]-8")?(?: standalone="(?:yes|no)")?\s*\?>)?/;
const OPEN = new RegExp(`<(?:(${NAME}):)?(${NAME})`, 'y');
const ATTRIBUTE = new RegExp(`\\s+(?:(${NAME}):)?(${NAME})\\s*=\\s*(?:"([^"<]*)"|'([^'<]*)')`, 'y');
const OPEN_END = /\s*(\/?)>/y;
const CLOSE = new RegExp(`</(?:(${NAME}):)?(${NAME})\\s*>`, 'y');
const TEXT = /[^<]+/y;
const NAMED: Readonly<Record<string, string>> = {
  amp: '&',
  lt: '<',
  gt: '>',
  quot: '"',
  apos: "'",
};

/** Tab, line feed and what XML 1.0 allows above; no other control characters, no halves of surrogate pairs. */
const isAllowed = (code: number) =>
  code === 0x9 ||
  code === 0xa ||
  code === 0xd ||
  (code >= 0x20 && code <= 0xd7ff) ||
  (code >= 0xe000 && code <= 0xfffd) ||
  (code >= 0x10000 && code <= 0x10ffff);

function checkCharacters(xml: string): void {
  for (const character of xml) {
    if (!isAllowed(character.codePointAt(0) ?? 0)) throw new UnacceptableXml('a character');
  }
}

function replaceEntities(text: string): string {
  return text.replace(/&([^;&]*);?/g, (whole, name: string) => {
    const code = /^#x([0-9A-Fa-f]{1,6})$/.exec(name)?.[1];
    const decimal = /^#([0-9]{1,7})$/.exec(name)?.[1];
    const point = code ? Number.parseInt(code, 16) : decimal ? Number(decimal) : null;
    const replaced =
      point === null ? NAMED[name] : isAllowed(point) ? String.fromCodePoint(point) : undefined;
    if (replaced === undefined || !whole.endsWith(';')) throw new UnacceptableXml('an entity');
    return replaced;
  });
}

type Scope = ReadonlyMap<string, string>;

interface OpenElement {
  element: XmlElement;
  prefix: string;
  scope: Scope;
}

/** Reads a text from front to back; every expression is sticky, so nothing is skipped. */
class Reader {
  readonly #xml: string;
  #at: number;

  constructor(xml: string, at: number) {
    this.#xml = xml;
    this.#at = at;
  }

  take(expression: RegExp): RegExpExecArray | null {
    expression.lastIndex = this.#at;
    const found = expression.exec(this.#xml);
    if (found) this.#at += found[0].length;
    return found;
  }

  get isAtEnd(): boolean {
    return this.#at >= this.#xml.length;
  }
}

function lookUp(scope: Scope, prefix: string): string {
  const namespace = scope.get(prefix);
  if (namespace === undefined) throw new UnacceptableXml('an undeclared prefix');
  return namespace;
}

/** @returns the element that begins here, and whether it is closed at once */
function readOpening(reader: Reader, outer: Scope, parent: XmlElement | null) {
  const opening = reader.take(OPEN);
  if (!opening) throw new UnacceptableXml('something that is no element');
  const found: { prefix: string; name: string; value: string }[] = [];
  const scope = new Map(outer);
  const declared: string[] = [];
  for (let next = reader.take(ATTRIBUTE); next; next = reader.take(ATTRIBUTE)) {
    if (found.length === MOST_ATTRIBUTES) throw new UnacceptableXml('too much');
    const [, prefix = '', name = '', double, single] = next;
    const value = replaceEntities(double ?? single ?? '').replace(/[\t\n\r]/g, ' ');
    if (prefix === 'xmlns' || (prefix === '' && name === 'xmlns')) {
      const key = prefix === 'xmlns' ? name : '';
      const isReserved = key === 'xml' || key === 'xmlns' || value === XML_NAMESPACE;
      const isTwice = found.some((other) => other.prefix === prefix && other.name === name);
      if (isReserved || isTwice || (key !== '' && value === '')) {
        throw new UnacceptableXml('a declaration of a namespace');
      }
      scope.set(key, value);
      declared.push(value);
    }
    found.push({ prefix, name, value });
  }
  const end = reader.take(OPEN_END);
  if (!end) throw new UnacceptableXml('an unfinished element');

  const attributes: XmlAttribute[] = [];
  for (const { prefix, name, value } of found) {
    if (prefix === 'xmlns' || (prefix === '' && name === 'xmlns')) continue;
    const namespace = prefix === '' ? '' : lookUp(scope, prefix);
    if (attributes.some((other) => other.namespace === namespace && other.name === name)) {
      throw new UnacceptableXml('an attribute that stands twice');
    }
    attributes.push({ namespace, name, value });
  }
  const [, prefix = '', name = ''] = opening;
  const namespace = prefix === '' ? (scope.get('') ?? '') : lookUp(scope, prefix);
  const element: XmlElement = {
    namespace,
    name,
    attributes,
    declared,
    parent,
    children: [],
    text: '',
  };
  return { opened: { element, prefix, scope }, isClosed: end[1] === '/' };
}

/**
 * @param xml the whole document
 * @returns its root
 * @throws UnacceptableXml naming what kind of thing was met, nothing of its content
 */
export function parseStrictXml(xml: string): XmlElement {
  if (xml.length > MOST_CHARACTERS) throw new UnacceptableXml('too much');
  checkCharacters(xml);
  const text = xml.replace(/\r\n?/g, '\n').trimEnd();
  const start = DECLARATION.exec(text)?.[0].length ?? 0;
  const reader = new Reader(text, start);
  reader.take(/\s+/y);

  const first = readOpening(reader, new Map([['xml', XML_NAMESPACE]]), null);
  const root = first.opened.element;
  const open: OpenElement[] = first.isClosed ? [] : [first.opened];
  let count = 1;
  while (open.length > 0) {
    const current = open.at(-1) as OpenElement;
    const words = reader.take(TEXT);
    if (words) current.element.text += replaceEntities(words[0]);
    const closing = reader.take(CLOSE);
    if (closing) {
      const { element, prefix } = current;
      if ((closing[1] ?? '') !== prefix || closing[2] !== element.name) {
        throw new UnacceptableXml('elements that overlap');
      }
      if (element.children.length > 0) {
        if (element.text.trim() !== '') throw new UnacceptableXml('mixed content');
        element.text = '';
      }
      open.pop();
      continue;
    }
    const { opened, isClosed } = readOpening(reader, current.scope, current.element);
    current.element.children.push(opened.element);
    count += 1;
    if (count > MOST_ELEMENTS || open.length > DEEPEST) throw new UnacceptableXml('too much');
    if (!isClosed) open.push(opened);
  }
  if (!reader.isAtEnd) throw new UnacceptableXml('something after the root');
  return root;
}

/** The element and everything below it, in the order of the document. */
export function everythingIn(element: XmlElement): XmlElement[] {
  return [element, ...element.children.flatMap(everythingIn)];
}

export function childrenOf(element: XmlElement, namespace: string, name: string): XmlElement[] {
  return element.children.filter((child) => child.namespace === namespace && child.name === name);
}

/**
 * @returns the one child of that name, null when there is none
 * @throws UnacceptableXml when there are several
 */
export function childOf(element: XmlElement, namespace: string, name: string): XmlElement | null {
  const found = childrenOf(element, namespace, name);
  if (found.length > 1) throw new UnacceptableXml('an element that stands twice');
  return found[0] ?? null;
}

/** @returns the value of an attribute without a prefix, null when it is not there */
export function attributeOf(element: XmlElement | null, name: string): string | null {
  const found = element?.attributes.find(
    (attribute) => attribute.namespace === '' && attribute.name === name,
  );
  return found?.value ?? null;
}
