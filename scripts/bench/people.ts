import { createHash, createHmac, randomBytes, randomUUID } from 'node:crypto';
import { generateSamplePeople } from '../../prisma/sample-data/people.ts';
import { paths } from '../../api/paths.ts';
import type { Stage } from './stage.ts';

/** Keeps cookies and the token of forms. */
export interface Browser {
  /** The value of the Cookie header. */
  cookies(): string;
  get(path: string): Promise<Page>;
  post(path: string, fields: Record<string, string>): Promise<Page>;
}

/** A student who is signed in. */
export interface Visitor extends Browser {
  /** Code of the university. */
  university: string;
  accountId: string;
  affiliationId: string;
  mailAddress: string;
}

export interface Page {
  status: number;
  /** Where a redirect leads. */
  location: string;
  html: string;
}

/** Where everything is measured that does not depend on the university. */
export const UNIVERSITY = 'aomine';

/**
 * Sample students with a confirmed mail address, each signed in by a session row of their own: signing in is no part
 * of what is measured, and its limits are not to be in the way.
 */
export async function signInVisitors(
  stage: Stage,
  count: number,
  university = UNIVERSITY,
): Promise<Visitor[]> {
  const isOrdinary = new Set(
    generateSamplePeople()
      .filter(({ universityCode, isPrintable }) => universityCode === university && isPrintable)
      .map(({ userId }) => userId),
  );
  const { rows } = await stage.pool.query<{
    directoryId: string;
    universityId: string;
    affiliationId: string;
  }>(
    `SELECT s.directory_id AS "directoryId", s.university_id AS "universityId", min(a.id::text) AS "affiliationId"
     FROM student s JOIN affiliation a ON a.student_id = s.id JOIN university u ON u.id = s.university_id
     WHERE u.code = $1 AND NOT EXISTS (SELECT 1 FROM account c WHERE c.login_id = s.directory_id)
     GROUP BY s.id HAVING bool_and(a.hold_reason_ja IS NULL AND a.status = 'student')
     ORDER BY s.directory_id`,
    [university],
  );
  const students = rows.filter(({ directoryId }) => isOrdinary.has(directoryId)).slice(0, count);
  if (students.length < count) throw new Error(`only ${students.length} of ${count} students`);
  return Promise.all(students.map((student) => signIn(stage, university, student)));
}

async function signIn(
  stage: Stage,
  university: string,
  student: { directoryId: string; universityId: string; affiliationId: string },
): Promise<Visitor> {
  const accountId = randomUUID();
  const mailAddress = `${student.directoryId}@mail.example`;
  await stage.pool.query(
    `WITH made AS (
       INSERT INTO account (id, university_id, user_type, login_id, mail_address, mail_confirmed_at, locale)
       VALUES ($1, $2, 'student', $3, $4, now(), 'ja'))
     INSERT INTO account_affiliation (account_id, affiliation_id) VALUES ($1, $5)`,
    [accountId, student.universityId, student.directoryId, mailAddress, student.affiliationId],
  );
  const account = {
    accountId,
    universityCode: university,
    userType: 'student',
    locale: 'ja',
    previousSignInAt: null,
    mailConfirmed: true,
    secondPasswordMissing: false,
  };
  const session = await openSession(stage, { accountId, data: { account } });
  const { affiliationId } = student;
  const browser = browse(stage.webUrl, {
    session,
    cookie: 'session',
    formAt: paths.top(university),
  });
  return { university, accountId, affiliationId, mailAddress, ...browser };
}

/** The session's row as the product keeps it. @returns the value of its cookie */
async function openSession(
  stage: Stage,
  session: { accountId?: string; staffId?: string; data: object },
): Promise<string> {
  const id = randomBytes(32).toString('base64url');
  const data = {
    cookie: { originalMaxAge: null, expires: null, httpOnly: true, path: '/', secure: true },
    ...session.data,
  };
  await stage.pool.query(
    `INSERT INTO session (id_hash, account_id, staff_id, data, created_at, last_seen_at, idle_expires_at, absolute_expires_at)
     VALUES ($1, $2, $3, $4, now(), now(), now() + interval '8 hours', now() + interval '8 hours')`,
    [
      createHash('sha256').update(id).digest('hex'),
      session.accountId ?? null,
      session.staffId ?? null,
      JSON.stringify(data),
    ],
  );
  const signature = createHmac('sha256', stage.secret).update(id).digest('base64');
  return encodeURIComponent(`s:${id}.${signature.replace(/=+$/, '')}`);
}

/**
 * A member of staff at the desk, who has looked for a name.
 * @param search handle of the search in addresses, and the beginning of the name
 */
export async function signInStaff(
  stage: Stage,
  search: { handle: string; name: string },
): Promise<Browser> {
  const staffId = randomUUID();
  await stage.pool.query(
    `WITH made AS (
       INSERT INTO staff_member (id, university_id, mail_address, login_address, name, state, subject_id)
       SELECT $1, id, $2, $2, 'Bench', 'active', $2 FROM university WHERE code = $3 RETURNING id)
     INSERT INTO staff_role (staff_id, role) SELECT $1, 'call_centre'`,
    [staffId, `${staffId}@bench.example`, UNIVERSITY],
  );
  const staff = { staffId, universityCode: UNIVERSITY, isComplete: true, previousSignInAt: null };
  const data = { staff, orderSearches: [search] };
  return browse(stage.webUrl, {
    session: await openSession(stage, { staffId, data }),
    cookie: 'staff-session',
    formAt: paths.staffDesk(UNIVERSITY),
  });
}

/** Who is signed in: the session's cookie, and a page that has a form. */
interface Signed {
  session: string;
  cookie: 'session' | 'staff-session';
  formAt: string;
}

/** @param signed without it, it is somebody who only looks */
export function browse(webUrl: string, signed?: Signed): Browser {
  const jar = new Map<string, string>(
    signed === undefined ? [] : [[`__Host-${signed.cookie}`, signed.session]],
  );
  let formToken: string | undefined;
  const cookies = () => [...jar].map(([name, value]) => `${name}=${value}`).join('; ');
  const ask = async (path: string, init: RequestInit): Promise<Page> => {
    const response = await fetch(`${webUrl}${path}`, {
      ...init,
      redirect: 'manual',
      headers: { ...init.headers, cookie: cookies(), 'x-forwarded-proto': 'https' },
      signal: AbortSignal.timeout(60_000),
    });
    for (const cookie of response.headers.getSetCookie()) {
      const [name, value] = (cookie.split(';')[0] ?? '').split('=');
      if (name && value) jar.set(name, value);
    }
    const html = await response.text();
    formToken = /name="_csrf" value="([^"]+)"/.exec(html)?.[1] ?? formToken;
    return { status: response.status, location: response.headers.get('location') ?? '', html };
  };
  const get = (path: string) => ask(path, {});
  return {
    cookies,
    get,
    async post(path, fields) {
      if (formToken === undefined && signed !== undefined) await get(signed.formAt);
      if (formToken === undefined) throw new Error('no page with a form was seen');
      return ask(path, {
        method: 'POST',
        headers: { 'content-type': 'application/x-www-form-urlencoded' },
        body: new URLSearchParams({ _csrf: formToken, ...fields }).toString(),
      });
    },
  };
}
