import { attributeOf, parseStrictXml, UnacceptableXml } from './strict-xml.ts';

const many = (attribute: (name: string) => string) =>
  Array.from({ length: 31 }, (_, index) => attribute(`a${index}`)).join(' ');

describe('XML as honest messages write it', () => {
  it('is read with namespaces, entities and line ends resolved', () => {
    const root = parseStrictXml(
      '<?xml version="1.0" encoding="UTF-8"?>\r\n<a:x xmlns:a="urn:a" b="1 &amp; 2"><y xmlns="urn:y">&lt;&#x3042;&#65;&gt;\r\n</y></a:x>\n',
    );
    expect([root.namespace, root.name, attributeOf(root, 'b')]).toEqual(['urn:a', 'x', '1 & 2']);
    const [child] = root.children;
    expect([child?.namespace, child?.name, child?.text]).toEqual(['urn:y', 'y', '<あA>\n']);
  });

  it.each([
    ['a document type', '<!DOCTYPE a><a/>'],
    [
      'a document type behind the declaration',
      '<?xml version="1.0"?><!DOCTYPE a [<!ENTITY x "y">]><a/>',
    ],
    ['a comment', '<a>x<!-- -->y</a>'],
    ['a comment before the root', '<!-- --><a/>'],
    ['CDATA', '<a><![CDATA[x]]></a>'],
    ['a processing instruction', '<a><?php x?></a>'],
    ['another version', '<?xml version="1.1"?><a/>'],
    ['another encoding', '<?xml version="1.0" encoding="UTF-7"?><a/>'],
    ['mixed content', '<a>x<b/></a>'],
    ['an attribute twice', '<a b="1" b="2"/>'],
    ['an attribute twice by two prefixes', '<a xmlns:p="u" xmlns:q="u" p:b="1" q:b="2"/>'],
    ['a declaration twice', '<a xmlns:p="u" xmlns:p="v"/>'],
    ['a reserved prefix declared', '<a xmlns:xml="urn:evil"/>'],
    ['a prefix taken back', '<a xmlns:p=""/>'],
    ['an undeclared prefix', '<p:a/>'],
    ['an undeclared prefix of an attribute', '<a p:b="1"/>'],
    ['an attribute without quotes', '<a b=1/>'],
    ['attributes without a space', '<a b="1"c="2"/>'],
    ['a less-than in an attribute', '<a b="<"/>'],
    ['overlapping elements', '<a><b></a></b>'],
    ['another prefix at the end', '<p:a xmlns:p="u" xmlns:q="u"></q:a>'],
    ['an unclosed element', '<a>'],
    ['two roots', '<a/><b/>'],
    ['text behind the root', '<a/>x'],
    ['an unknown entity', '<a>&foo;</a>'],
    ['a bare ampersand', '<a>x & y</a>'],
    ['a forbidden character', '<a>\u0000</a>'],
    ['a forbidden character as an entity', '<a>&#0;</a>'],
    ['half of a pair', '<a>\ud800</a>'],
    ['too deep a nesting', '<a>'.repeat(40) + '</a>'.repeat(40)],
    ['too many elements', `<a>${'<b/>'.repeat(6000)}</a>`],
    ['an element with too many attributes', `<a ${many((name) => `${name}=""`)}/>`],
    ['an element with too many namespaces', `<a ${many((name) => `xmlns:${name}="u"`)}/>`],
    ['too much', `<a>${'x'.repeat(300_000)}</a>`],
    ['nothing', ''],
  ])('%s is refused', (_, xml) => {
    expect(() => parseStrictXml(xml)).toThrow(UnacceptableXml);
  });
});
