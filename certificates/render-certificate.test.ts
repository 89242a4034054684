import type { CertificateDocument } from './certificate-document.ts';
import { fontForDocument, typeface } from './fonts/typeface.ts';
import { charactersOf, composeMarks } from './fonts/characters.ts';
import { readPdf } from './rasterise.ts';
import type { ReadCharacter, ReadPage } from './rasterise.ts';
import { MissingGlyphsError, renderCertificate } from './render-certificate.ts';
import { sampleCertificate, sampleCourses } from './sample-certificate.ts';
import PDFDocument from 'pdfkit';

const raster = { width: 32, height: 32 };

/** What `.notdef` looks like when it is printed: pdfkit sets it as glyph 0. */
async function tofu(): Promise<Uint8Array> {
  const pdf = new PDFDocument({ margin: 0, font: '' });
  const font = Object.create(fontForDocument(typeface('strong')), {
    layout: {
      value: () => ({
        glyphs: [{ id: 0, advanceWidth: 1000, codePoints: [0x3013] }],
        positions: [{ xAdvance: 1000, yAdvance: 0, xOffset: 0, yOffset: 0 }],
        advanceWidth: 1000,
      }),
    },
  }) as ReturnType<typeof fontForDocument>;
  pdf.registerFont('strong', font);
  pdf.font('strong', 27).text('〓', 100, 200, { lineBreak: false, baseline: 'alphabetic' });
  pdf.end();
  const chunks: Buffer[] = [];
  for await (const chunk of pdf) chunks.push(chunk as Buffer);
  const [page] = readPdf(new Uint8Array(Buffer.concat(chunks))).pages;
  const [character] = page?.characters ?? [];
  if (!page || !character) throw new Error('no box was drawn');
  return page.ink(character.box, raster);
}

const amount = (ink: Uint8Array) => ink.reduce((sum, value) => sum + value, 0) / ink.length / 255;
const difference = (a: Uint8Array, b: Uint8Array) =>
  a.reduce((sum, value, index) => sum + Math.abs(value - (b[index] ?? 0)), 0) / a.length / 255;

/** MuPDF's JavaScript hands characters over cut to sixteen bits; its text is whole. */
const asWalked = (codePoint: number) => String.fromCharCode(codePoint & 0xffff);

/** The characters of the person's name: the largest text below the title. */
function nameOf(page: ReadPage): ReadCharacter[] {
  const below = page.characters.filter(({ box }) => box[1] > 250 && box[3] < 345);
  const size = Math.max(...below.map((character) => character.size));
  return below.filter(
    (character) => character.size > size - 0.5 && character.character.trim() !== '',
  );
}

const withName = (nameJa: string): CertificateDocument => ({
  ...sampleCertificate,
  person: { ...sampleCertificate.person, nameJa, nameKana: '' },
});

const withRomanName = (nameRoman: string): CertificateDocument => ({
  ...sampleCertificate,
  language: 'en',
  person: { ...sampleCertificate.person, nameRoman },
});

const withoutSpaces = (text: string) => text.replace(/\s/g, '');

describe('names on paper', () => {
  it.each([
    withName('髙橋　美咲'),
    withName('𠮷田　薫'),
    withName('渡邉　渡邊'),
    withName('葛\u{e0100}城　辻\u{e0100}本'),
    withName('スハルディ'),
    withName('マリア・フェルナンダ・ガルシア・デ・ラ・トーレ'),
    withName(
      'アンドリアナリソン　ラザフィンドラベ　ミアンゴラ　ファネヴァ　ニリナ　トゥキニアイナ',
    ),
    withRomanName('GARCÍA DE LA TORRE María Fernanda'),
    withRomanName('YILDIZ Şeyma Łukasz'),
    withRomanName('ANDRIANARISON RAZAFINDRABE Miangola Faneva Nirina Tokiniaina'),
  ])('leave ink for every character, none of it a blank box ($person.nameJa)', async (input) => {
    const expected = input.language === 'ja' ? input.person.nameJa : input.person.nameRoman;
    const box = await tofu();
    expect(amount(box)).toBeGreaterThan(0.02);

    const [page] = readPdf((await renderCertificate(input)).pdf).pages;
    const characters = page ? nameOf(page) : [];

    const asked = charactersOf(expected).filter(({ text }) => text.trim() !== '');
    expect(withoutSpaces(page?.text ?? '')).toContain(withoutSpaces(composeMarks(expected)));
    expect(characters.map(({ character }) => character)).toEqual(
      asked.flatMap(({ codePoint, selector }) =>
        [codePoint, ...(selector ? [selector] : [])].map(asWalked),
      ),
    );
    const drawn = characters.filter(({ character }) => character !== asWalked(0xe0100));
    expect(drawn).toHaveLength(asked.length);
    for (const { character, box: at } of drawn) {
      const ink = page?.ink(at, raster) ?? new Uint8Array();
      expect({ character, hasInk: amount(ink) > 0.005 }).toEqual({ character, hasInk: true });
      expect({ character, isBox: difference(ink, box) < 0.02 }).toEqual({
        character,
        isBox: false,
      });
    }
  });

  it('show the form that a variation sequence asks for', async () => {
    const draw = async (name: string) => {
      const [page] = readPdf((await renderCertificate(withName(name))).pdf).pages;
      const [first] = page ? nameOf(page) : [];
      return page && first ? page.ink(first.box, raster) : new Uint8Array();
    };
    const [ordinary, asked] = [await draw('葛'), await draw('葛\u{e0100}')];
    expect(amount(ordinary)).toBeGreaterThan(0.05);
    expect(difference(ordinary, asked)).toBeGreaterThan(0.005);
  });

  it('are not printed at all when a character is missing', async () => {
    const refusal = renderCertificate(withName('山田😀'));
    await expect(refusal).rejects.toThrow(MissingGlyphsError);
    await expect(refusal).rejects.toThrow('person.nameJa');
    await expect(refusal).rejects.not.toThrow('😀');
  });
});

describe('the text in the file', () => {
  it('is the text that was asked for, although another document used the same glyph for another', async () => {
    const [radical, kanji] = ['\u2fd5', '\u9fa0'];
    const textOf = async (name: string) =>
      readPdf((await renderCertificate(withName(name))).pdf).pages[0]?.text;
    expect(await textOf(radical)).toContain(radical);
    expect(await textOf(kanji)).toContain(kanji);
  });
});

describe('the certificate of enrolment', () => {
  it.each(['ja', 'en'] as const)('is one page that says everything (%s)', async (language) => {
    const { pdf, pages } = await renderCertificate({ ...sampleCertificate, language });
    const { text } = readPdf(pdf).pages[0] ?? { text: '' };
    const expected =
      language === 'ja'
        ? [
            '在学証明書',
            '髙橋美咲',
            'タカハシミサキ',
            '2005年8月3日生',
            '24L0042',
            '文学部人文学科',
          ]
        : [
            'CertificateofEnrolment',
            'TAKAHASHIMisaki',
            '3August2005',
            '24L0042',
            'FacultyofLetters',
          ];
    expect(pages).toBe(1);
    for (const words of [...expected, '10001']) expect(withoutSpaces(text)).toContain(words);
    expect(pdf.length).toBeLessThan(100_000);
  });

  it('is refused for somebody who has left', async () => {
    const affiliation = { ...sampleCertificate.affiliation, status: 'graduate' as const };
    await expect(renderCertificate({ ...sampleCertificate, affiliation })).rejects.toThrow(
      RangeError,
    );
  });
});

describe('the transcript', () => {
  const transcript: CertificateDocument = {
    ...sampleCertificate,
    kind: 'transcript',
    courses: sampleCourses(120),
  };

  it('of 120 courses goes over several pages, each with the header and its number', async () => {
    const { pdf, pages } = await renderCertificate(transcript);
    const read = readPdf(pdf);
    expect(read.pages).toHaveLength(pages);
    expect(pages).toBeGreaterThan(2);
    read.pages.forEach(({ text }, index) => {
      expect(text).toContain('授業科目名');
      expect(text).toContain(`${index + 1} / ${pages}`);
    });
    const everything = withoutSpaces(read.pages.map(({ text }) => text).join(''));
    for (const { nameJa } of transcript.courses)
      expect(everything).toContain(withoutSpaces(nameJa));
    expect(everything).toContain('修得単位数合計233');
    expect(everything).toContain('GPA3.24');
  });

  it('leaves out the GPA where there is none, and says so when there are no credits', async () => {
    const { pdf } = await renderCertificate({
      ...transcript,
      courses: [],
      gradePointAverage: null,
    });
    const { text } = readPdf(pdf).pages[0] ?? { text: '' };
    expect(text).not.toContain('GPA');
    expect(text).toContain('修得した単位はない。');
  });

  it('in English stays on the paper', async () => {
    const { pdf } = await renderCertificate({ ...transcript, language: 'en' });
    for (const { characters } of readPdf(pdf).pages) {
      for (const { box } of characters) {
        expect(box[0]).toBeGreaterThan(30);
        expect(box[2]).toBeLessThan(595.28 - 30);
      }
    }
  });
});

describe('the file', () => {
  it.each(['ja', 'en'] as const)('claims PDF/A-2a and is tagged (%s)', async (language) => {
    const { pdf } = await renderCertificate({
      ...sampleCertificate,
      language,
      kind: 'transcript',
      courses: sampleCourses(3),
    });
    const read = readPdf(pdf);
    const metadata = read.catalogue('Metadata').readStream().asString();
    expect(metadata).toContain('<pdfaid:part>2</pdfaid:part>');
    expect(metadata).toContain('<pdfaid:conformance>A</pdfaid:conformance>');
    expect(read.catalogue('MarkInfo/Marked').asBoolean()).toBe(true);
    expect(read.catalogue('Lang').asString()).toBe(language === 'ja' ? 'ja-JP' : 'en-GB');
    const root = read.catalogue('StructTreeRoot/K').get(0).resolve();
    expect(root.get('S').asName()).toBe('Document');
    const types: string[] = [];
    root.get('K').forEach((child) => {
      types.push(child.resolve().get('S').asName());
    });
    expect(types).toEqual(expect.arrayContaining(['H1', 'L', 'Table', 'Figure', 'P']));
  });

  it('is the same for the same input, whatever was drawn before', async () => {
    const first = await renderCertificate(sampleCertificate);
    await renderCertificate(withName('éèê 葛\u{e0100} 神'));
    await renderCertificate({ ...sampleCertificate, language: 'en' });
    const second = await renderCertificate(sampleCertificate);
    expect(Buffer.compare(first.pdf, second.pdf)).toBe(0);
    const other = await renderCertificate({ ...sampleCertificate, issueNumber: '10002' });
    expect(Buffer.compare(first.pdf, other.pdf)).not.toBe(0);
  });
});
