import { createTestApp, PASSWORD } from '../../tests/support/app.ts';
import type { TestApp } from '../../tests/support/app.ts';
import { browse } from '../../tests/support/browse.ts';
import { differences, timeAnswers } from '../../tests/support/distributions.ts';
import { enrolStudent, SECOND_PASSWORD, signInStudent } from '../../tests/support/people.ts';

let test: TestApp;
beforeAll(async () => {
  test = await createTestApp();
  // As a directory over a network would: it needs longer where there is a password to check.
  test.directory.answer(async ({ userId, password }) => {
    const isKnown = userId.startsWith('known');
    await new Promise((resolve) => setTimeout(resolve, isKnown ? 40 : 5));
    return isKnown && password === PASSWORD ? { kind: 'accepted', userId } : { kind: 'rejected' };
  });
});
afterAll(() => test.close());

const clearLimits = async () => void (await test.database.pool.query('delete from rate_limit'));

/** One more refused sign-in, from a page that was fetched before the clock starts. */
async function refused(university: string) {
  const browser = browse(test.app);
  const page = await browser.visit(`/${university}/sign-in`);
  return (userId: string, password: string, secondPassword?: string) => async () => {
    const typed = { userId, password, ...(secondPassword === undefined ? {} : { secondPassword }) };
    return browser.submit(page, 'Log in', typed, { follow: false });
  };
}

describe('what a refusal tells about who exists (R-031)', () => {
  it('is nothing: known and unknown IDs have the same status, length and time', async () => {
    await enrolStudent(test, { directoryId: 'known001' });
    await signInStudent(test, {
      student: await enrolStudent(test, { directoryId: 'known002' }),
    });
    const attempt = await refused('aomine');
    const answers = await timeAnswers(
      {
        'ID that nobody has': attempt('nobody01', 'wrong'),
        'ID of the directory alone': attempt('known000', 'wrong'),
        'ID of the records': attempt('known001', 'wrong'),
        'ID with an account': attempt('known002', 'wrong'),
      },
      { together: true, before: clearLimits },
    );
    expect(Object.values(answers).flat()).toHaveLength(100);
    expect(answers['ID of the records'][0]?.status).toBe(400);
    expect(differences(answers)).toEqual([]);
  }, 60_000);

  it('is nothing about passwords and second passwords either, nor whether one is set (R-057)', async () => {
    for (const [directoryId, secondPassword] of [
      ['known101', SECOND_PASSWORD],
      ['known102', null],
    ] as const) {
      const student = await enrolStudent(test, { university: 'mukono', directoryId });
      await signInStudent(test, { university: 'mukono', student, secondPassword });
    }
    const attempt = await refused('mukono');
    const answers = await timeAnswers(
      {
        'ID that nobody has': attempt('nobody11', 'wrong', SECOND_PASSWORD),
        'wrong password, right second': attempt('known101', 'wrong', SECOND_PASSWORD),
        'wrong password, blank second': attempt('known101', 'wrong', ''),
        'right password, wrong second': attempt('known101', PASSWORD, 'Wrong8Password'),
        'right password, blank second': attempt('known101', PASSWORD, ''),
        'none set, one typed': attempt('known102', PASSWORD, SECOND_PASSWORD),
      },
      { together: true, before: clearLimits },
    );
    expect(answers['none set, one typed'][0]?.status).toBe(400);
    expect(differences(answers)).toEqual([]);
  }, 60_000);
});
