import type { CertificateAffiliation, CertificateDocument } from './certificate-document.ts';
import { countPages } from './count-pages.ts';
import { readPdf } from './rasterise.ts';
import { renderCertificate, renderPreview } from './render-certificate.ts';
import { sampleCertificate, sampleCourses } from './sample-certificate.ts';

const withoutSpaces = (text: string) => text.replace(/\s/g, '');

type Kind = CertificateDocument['kind'];

function certificate(
  kind: Kind,
  language: 'ja' | 'en',
  affiliation: Partial<CertificateAffiliation>,
): CertificateDocument {
  return {
    ...sampleCertificate,
    kind,
    language,
    affiliation: { ...sampleCertificate.affiliation, ...affiliation },
  };
}

async function textOf(input: CertificateDocument): Promise<string> {
  const { pdf, pages } = await renderCertificate(input);
  expect(pages).toBe(1);
  return withoutSpaces(readPdf(pdf).pages[0]?.text ?? '');
}

const graduate = { status: 'graduate', year: null, leftOn: '2026-03-24' } as const;
const withdrawn = { status: 'withdrawn', year: null, leftOn: '2025-09-30' } as const;
const byDissertation = {
  status: 'doctor_by_dissertation',
  programme: 'doctoral',
  year: null,
  leftOn: '2026-03-24',
} as const;

describe('what each kind of certificate says', () => {
  it.each([
    ['expected_graduation', { year: 4 }, '卒業見込証明書', '2027年3月に本学を卒業する見込み'],
    [
      'expected_graduation',
      { year: 2, programme: 'master' },
      '修了見込証明書',
      '修士課程を修了する見込み',
    ],
    ['graduation', graduate, '卒業証明書', '2026年3月24日に本学を卒業した'],
    ['graduation', { ...graduate, programme: 'doctoral' }, '修了証明書', '博士課程を修了した'],
    ['enrolment_period', {}, '在籍期間証明書', '2024年4月1日から現在まで'],
    [
      'enrolment_period',
      withdrawn,
      '退学年月日',
      '2024年4月1日から2025年9月30日まで本学に在籍していた',
    ],
    ['enrolment_period', { ...withdrawn, status: 'removed' }, '除籍年月日', '在籍していた'],
    ['degree', graduate, '学位授与証明書', '学士の学位を授与された'],
    ['degree', byDissertation, '学位授与年月日', '学位論文の審査に合格し'],
  ] as const)('in Japanese: %s %j (R-164, R-170)', async (kind, affiliation, ...expected) => {
    const text = await textOf(certificate(kind, 'ja', affiliation));
    for (const words of expected) expect(text).toContain(words);
  });

  it.each([
    ['expected_graduation', { year: 4 }, 'CertificateofExpectedGraduation', 'inMarch2027'],
    [
      'graduation',
      graduate,
      'CertificateofGraduation',
      'graduatedfromAomineUniversityon24March2026',
    ],
    [
      'graduation',
      { ...graduate, programme: 'master' },
      'CertificateofCompletion',
      'completedtheMaster’sprogramme',
    ],
    ['enrolment_period', withdrawn, 'Dateofwithdrawal', 'from1April2024to30September2025'],
    ['degree', graduate, 'CertificateofDegree', 'wasawardedthedegreeofBachelor'],
    ['degree', byDissertation, 'Dateofconferral', 'wasawardedthedegreeofDoctor'],
  ] as const)('in English: %s %j (R-164, R-170)', async (kind, affiliation, ...expected) => {
    const text = await textOf(certificate(kind, 'en', affiliation));
    for (const words of expected) expect(text).toContain(words);
  });

  it('leaves out a date of admission where nobody was admitted', async () => {
    expect(await textOf(certificate('degree', 'ja', byDissertation))).not.toContain('入学年月日');
  });

  it.each([
    ['expected_graduation', graduate],
    ['graduation', {}],
    ['graduation', withdrawn],
    ['enrolment_period', byDissertation],
    ['degree', withdrawn],
    ['degree', { ...graduate, leftOn: null }],
  ] as const)('is refused where there is nothing to certify: %s %j', async (kind, affiliation) => {
    const input = certificate(kind, 'ja', affiliation);
    await expect(renderCertificate(input)).rejects.toThrow(RangeError);
  });
});

describe('how many sheets a copy takes at the copier', () => {
  it.each([0, 8, 25, 26, 40, 60, 120])('is what is drawn: %i courses (R-185)', async (count) => {
    const input: CertificateDocument = {
      ...sampleCertificate,
      kind: 'transcript',
      courses: sampleCourses(count),
    };
    expect(countPages(input)).toBe((await renderCertificate(input)).pages);
  });

  it('is one for every other kind (R-185)', () => {
    expect(countPages(certificate('degree', 'en', graduate))).toBe(1);
  });
});

describe('the preview of a certificate', () => {
  const transcript: CertificateDocument = {
    ...sampleCertificate,
    kind: 'transcript',
    courses: sampleCourses(60),
  };

  it('is marked as a sample all over each page, up to its edges (R-185)', async () => {
    const { pdf, pages } = await renderPreview(transcript);
    const read = readPdf(pdf);
    expect(pages).toBe(3);
    expect(read.pages).toHaveLength(3);
    for (const page of read.pages) {
      // Whoever cuts out a ninth of the paper cuts through the mark.
      const marks = page.characters.filter(({ size }) => Math.round(size) === 34);
      for (const third of [0, 1, 2]) {
        for (const row of [0, 1, 2]) {
          const within = marks.filter(
            ({ box: [x, y] }) =>
              Math.floor((x / 595.28) * 3) === third && Math.floor((y / 841.89) * 3) === row,
          );
          expect(within.length).toBeGreaterThan(3);
        }
      }
    }
  });

  it('has neither issue number nor seal', async () => {
    const { pdf } = await renderPreview(sampleCertificate);
    const real = await renderCertificate(sampleCertificate);
    const text = (data: Uint8Array) => withoutSpaces(readPdf(data).pages[0]?.text ?? '');
    expect(text(real.pdf)).toContain('発行番号');
    expect(text(pdf)).not.toContain('発行番号');
    expect(text(pdf)).not.toContain(sampleCertificate.issueNumber);
    const isSealed = (data: Uint8Array) => Buffer.from(data).includes('/Figure');
    expect([isSealed(real.pdf), isSealed(pdf)]).toEqual([true, false]);
  });
});
