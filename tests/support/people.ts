import { randomUUID } from 'node:crypto';
import type { TestApp } from './app.ts';
import { PASSWORD } from './app.ts';
import { browse } from './browse.ts';
import type { Browser } from './browse.ts';

/** A student as the university's records know them. */
export interface TestStudent {
  studentId: string;
  directoryId: string;
  affiliationIds: string[];
}

/** The second password of everybody who has one. */
export const SECOND_PASSWORD = 'Second7Password';

let count = 0;

/**
 * Puts a student into the records of a university.
 * @param studentNumbers one affiliation each
 */
export async function enrolStudent(
  { database: { prisma } }: TestApp,
  options: { university?: string; directoryId?: string; studentNumbers?: string[] } = {},
): Promise<TestStudent> {
  count += 1;
  const directoryId = options.directoryId ?? `student${count}`;
  const university = await prisma.university.findUniqueOrThrow({
    where: { code: options.university ?? 'aomine' },
  });
  const affiliations = (options.studentNumbers ?? [`26T${String(count).padStart(4, '0')}`]).map(
    (studentNumber) => ({
      id: randomUUID(),
      universityId: university.id,
      studentNumber,
      status: 'student',
      programme: 'undergraduate',
      facultyJa: '理学部',
      facultyEn: 'Faculty of Science',
      departmentJa: '物理学科',
      departmentEn: 'Department of Physics',
      year: 2,
      enrolledOn: '2025-04-01',
    }),
  );
  const studentId = randomUUID();
  await prisma.student.create({
    data: {
      id: studentId,
      universityId: university.id,
      directoryId,
      nameJa: '青山 花子',
      nameKana: 'アオヤマ ハナコ',
      nameRoman: 'AOYAMA Hanako',
      birthDate: '2006-05-04',
      affiliations: { create: affiliations },
    },
  });
  return { studentId, directoryId, affiliationIds: affiliations.map(({ id }) => id) };
}

export interface SignedIn {
  browser: Browser;
  student: TestStudent;
  accountId: string;
}

/**
 * A student who has signed in, in a browser of their own.
 * @param options.mailAddress null leaves the account without a confirmed address
 * @param options.secondPassword null leaves it without one; by default it has one where the university asks for one
 */
export async function signInStudent(
  test: TestApp,
  options: {
    student?: TestStudent;
    university?: string;
    mailAddress?: string | null;
    secondPassword?: string | null;
    language?: string;
  } = {},
): Promise<SignedIn> {
  const { prisma } = test.database;
  const university = options.university ?? 'aomine';
  const student = options.student ?? (await enrolStudent(test, { university }));
  const { id: universityId } = await prisma.university.findUniqueOrThrow({
    where: { code: university },
  });
  const mailAddress =
    options.mailAddress === undefined ? `${student.directoryId}@mail.example` : options.mailAddress;
  const key = { universityId, userType: 'student', loginId: student.directoryId };
  const confirmed = mailAddress === null ? {} : { mailAddress, mailConfirmedAt: new Date() };
  const profile = await test.deps.profiles.inForce(university, new Date());
  const usual = profile?.profile.secondPassword.student ? SECOND_PASSWORD : null;
  const secondPassword = options.secondPassword === undefined ? usual : options.secondPassword;
  const known =
    secondPassword === null
      ? {}
      : {
          secondPasswordHash: await test.deps.passwords.hash(secondPassword),
          secondPasswordSetAt: new Date(),
        };
  const account = await prisma.account.upsert({
    where: { universityId_userType_loginId: key },
    create: { id: randomUUID(), ...key, ...confirmed, ...known, locale: options.language ?? 'en' },
    update: { ...confirmed, ...known },
  });
  const browser = browse(test.app, options.language ? { language: options.language } : {});
  const page = await browser.visit(`/${university}/sign-in`);
  await browser.post(
    `/${university}/sign-in`,
    {
      _csrf: String(page.$('main input[name=_csrf]').val()),
      userId: student.directoryId,
      password: PASSWORD,
      secondPassword: secondPassword ?? '',
    },
    { follow: false },
  );
  return { browser, student, accountId: account.id };
}
