import { checkCertificate, findMissingGlyphs, textFonts } from './glyph-check.ts';
import { sampleCertificate, sampleCourses } from './sample-certificate.ts';

describe('characters that the fonts cannot draw', () => {
  it.each([
    ['髙橋', '髙橋'],
    ['a character outside the basic plane', '𠮷田'],
    ['one that only the spare font has', 'YILDIZ Şeyma'],
    ['old forms', '渡邉 渡邊 齋藤 德永 栁田 濵田 山﨑'],
    ['a compatibility ideograph', '\ufa19'],
    ['a form that is not the ordinary one', '葛\u{e0100}城 辻\u{e0100}本'],
    ['a form that is the ordinary one', '渡邉\u{e0100}'],
    ['letters with marks of their own', 'Nguye\u0302\u0303n, か\u3099'],
  ])('draws %s', (_, name) => {
    expect(findMissingGlyphs(name)).toEqual([]);
  });

  it('finds an emoji, once however often it stands there', () => {
    expect(findMissingGlyphs('😀山😀田')).toEqual([
      { codePoint: 0x1f600, selector: null, character: '😀' },
    ]);
  });

  it('finds a form of a kanji that the fonts do not have, though they have the kanji', () => {
    expect(findMissingGlyphs('渡邉')).toEqual([]);
    expect(findMissingGlyphs('渡邉\u{e0107}')).toEqual([
      { codePoint: 0x9089, selector: 0xe0107, character: '邉\u{e0107}' },
    ]);
  });

  it('finds characters of private use: what they mean is known to one computer alone', () => {
    expect(findMissingGlyphs('\ue000')).toHaveLength(1);
  });

  it('finds a mark that has no letter to sit on, and a control character', () => {
    expect(findMissingGlyphs('山\u0323')).toHaveLength(1);
    expect(findMissingGlyphs('山\u0000田')).toHaveLength(1);
  });

  it('does not replace a compatibility ideograph by its ordinary neighbour', () => {
    expect(findMissingGlyphs('\ufa19\u{e0107}')[0]?.codePoint).toBe(0xfa19);
  });

  it('looks only into the fonts it is told', () => {
    expect(findMissingGlyphs('Ş', ['text'])).toHaveLength(1);
    expect(findMissingGlyphs('Ş', textFonts)).toEqual([]);
  });
});

describe('the check of a certificate', () => {
  const nameless = { ...sampleCertificate.person, nameJa: '渡邉\u{e0107}　直樹' };

  it('says nothing of a certificate that can be issued', () => {
    expect(checkCertificate(sampleCertificate)).toEqual([]);
  });

  it('says which field holds the character', () => {
    expect(checkCertificate({ ...sampleCertificate, person: nameless })).toEqual([
      { field: 'person.nameJa', codePoint: 0x9089, selector: 0xe0107, character: '邉\u{e0107}' },
    ]);
  });

  it('lets the English certificate pass, which does not print that name', () => {
    expect(checkCertificate({ ...sampleCertificate, language: 'en', person: nameless })).toEqual(
      [],
    );
  });

  it('looks at the courses of a transcript', () => {
    const courses = sampleCourses(3).map((course, index) =>
      index === 2 ? { ...course, nameJa: '絵文字論😀' } : course,
    );
    const missing = checkCertificate({ ...sampleCertificate, kind: 'transcript', courses });
    expect(missing.map(({ field }) => field)).toEqual(['courses[2].nameJa']);
  });
});
