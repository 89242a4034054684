import { CAMPUS_MACHINE, CHAINS } from '../../prisma/profiles/shared.ts';
import { numberBlocks } from './number-blocks.ts';
import { SAMPLE_JOBS, samplePaidOrder } from './sample-orders.ts';

const blocksOf = (
  order: Parameters<typeof samplePaidOrder>[0],
  chains = CHAINS,
  locale: 'ja' | 'en' = 'en',
) => numberBlocks(samplePaidOrder(order), chains, 20, locale);
const since = new Date('2026-11-21T03:00:00Z');
const until = new Date('2026-11-21T09:00:00Z');

it('tells one number for all certificates of an order once, with its certificates and picture (R-214, R-216, X-20)', () => {
  const [netprint, networkPrint] = blocksOf({
    printJobs: SAMPLE_JOBS.map((job) => (job.position === 1 ? { ...job, printedCount: 0 } : job)),
  });
  expect(netprint?.chains).toBe('7-Eleven');
  expect(netprint?.numbers.map(({ code, certificates }) => [code, certificates.length])).toEqual([
    ['0L3QP5ZY', 0],
    ['W8R2N4KA', 0],
  ]);
  expect(networkPrint?.chains).toBe('FamilyMart or Lawson');
  expect(networkPrint?.numbers).toEqual([
    {
      label: 'User number',
      code: '0071K4M2QX',
      certificates: [
        {
          name: 'Certificate of Enrollment (Japanese)',
          note: '(at the copier: aomine-10023-1-s-859fced7.pdf)',
        },
        {
          name: 'Academic Transcript (English)',
          note: '(at the copier: aomine-10023-2-s-41b0c92e.pdf)',
        },
      ],
      image: expect.stringMatching(/\/codes\/network-print\/1$/),
      note: null,
    },
  ]);
  expect(networkPrint?.steps.length).toBeGreaterThan(3);
});

it('says how many of the copies are printed, over all networks (R-222, R-223)', () => {
  const [, networkPrint] = blocksOf({
    state: 'partly_printed',
    printJobs: SAMPLE_JOBS.map((job) =>
      job.position === 1 && job.network === 'netprint' ? { ...job, printedCount: 1 } : job,
    ),
  });
  expect(networkPrint?.numbers[0]?.certificates).toMatchObject([
    { note: expect.stringMatching(/ 1 of 2 printed\.$/) },
    { note: expect.not.stringContaining('printed') },
  ]);
});

it('tells a lost number from one that has not come, and a new one from the earlier (R-225, R-326)', () => {
  const [first] = SAMPLE_JOBS;
  if (!first) throw new Error('no sample');
  const notesOf = (change: object) =>
    blocksOf({ printJobs: [{ ...first, ...change }], lines: samplePaidOrder().lines.slice(0, 1) })
      .flatMap(({ numbers }) => numbers)
      .find(({ label }) => label.startsWith('Print reservation'));
  expect(notesOf({ state: 'requested', reason: 'lost' })).toMatchObject({
    code: null,
    note: expect.stringContaining('no longer works'),
  });
  expect(notesOf({ reason: 'replaced' })).toMatchObject({
    code: '0L3QP5ZY',
    note: expect.stringContaining('has changed'),
  });
  expect(notesOf({ retainedUntil: until })).toMatchObject({
    note: expect.stringContaining('Before then we replace it'),
  });
});

it('says that a network does not work, since and until when, and sends people elsewhere only where that works', () => {
  const outage = { network: 'netprint' as const, from: since, until };
  const [first] = blocksOf({ outages: [outage] });
  expect(first?.outage).toMatch(/stopped at 2026\/11\/21 12:00 .* 18:00/);
  expect(first?.outage).toContain('another store');
  const both = blocksOf({
    outages: [outage, { ...outage, network: 'network-print', until: null }],
  });
  expect(both.map((block) => block.outage).join()).not.toContain('another store');
  expect(both[1]?.outage).toContain('has not answered since 2026/11/21 12:00');
});

it('has a block for the campus machine where the university has one', () => {
  const job = { ...SAMPLE_JOBS[0], network: 'campus-printer', code: '00417230' } as const;
  const blocks = blocksOf(
    { printNetworks: ['campus-printer'], printJobs: [job as (typeof SAMPLE_JOBS)[number]] },
    [...CHAINS, CAMPUS_MACHINE],
    'ja',
  );
  expect(blocks).toHaveLength(1);
  expect(blocks[0]).toMatchObject({ chains: '学内の証明書発行機' });
  expect(blocks[0]?.numbers[0]).toMatchObject({ code: '00417230' });
});
