import { UNIVERSITIES } from './index.ts';
import { parseProfile, ProfileMistakes } from './profile-schema.ts';

const aomine = () =>
  structuredClone(UNIVERSITIES[0]?.profile) as unknown as Record<string, unknown>;

/** Settings with one value changed, at a path such as `certificate.kinds.0.maxCopies`. */
function withValue(path: string, value: unknown): unknown {
  const settings = aomine();
  const steps = path.split('.');
  const last = steps.pop() ?? '';
  let place = settings;
  for (const step of steps) place = place[step] as Record<string, unknown>;
  place[last] = value;
  return settings;
}

it.each(UNIVERSITIES.map(({ code, profile }) => [code, profile] as const))(
  'the settings of %s can be used, after a way through JSON too',
  (code, profile) => {
    expect(parseProfile(JSON.parse(JSON.stringify(profile)), code)).toEqual(profile);
  },
);

it.each([
  ['mail.senderAddress', 'nobody'],
  ['oneTimeLink.ttlMinutes', 0],
  ['certificate.kinds.0.maxCopies', 1.5],
  ['certificate.issueFees.0.yen', -1],
  ['certificate.issueFees.0.validFrom', '1 April 2026'],
  ['certificate.systemFees.0.per', 'page'],
  ['certificate.printDeadline.cut', '24:30'],
  ['certificate.chains.0.network', 'carrier-pigeon'],
  ['certificate.paymentMethods.0.deadline', { minutes: 180, days: 7 }],
  [
    'certificate.paymentMethods',
    Array(2).fill(UNIVERSITIES[0]?.profile.certificate.paymentMethods[0]),
  ],
  ['name.en', ''],
  ['halts', [{ from: 'soon' }]],
])('a mistake at %s is named by its path', (path, value) => {
  expect(() => parseProfile(withValue(path, value), 'aomine 2026-04-01')).toThrow(
    expect.objectContaining({
      name: 'ProfileMistakes',
      message: expect.stringMatching(
        new RegExp(`aomine 2026-04-01[^]*${path.replaceAll('.', '\\.')}`),
      ),
    }),
  );
});

it('names every mistake, and a word that it does not know', () => {
  const settings = withValue('mail.senderAddress', 'nobody') as Record<string, unknown>;
  settings.colour = 'blue';
  (settings.oneTimeLink as Record<string, unknown>).ttlMinutes = 'thirty';
  let message = '';
  try {
    parseProfile(settings, 'aomine');
  } catch (error) {
    if (!(error instanceof ProfileMistakes)) throw error;
    message = error.message;
  }
  expect(message).toContain('mail.senderAddress');
  expect(message).toContain('oneTimeLink.ttlMinutes');
  expect(message).toContain('colour');
});
