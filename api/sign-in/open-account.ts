import { randomUUID } from 'node:crypto';
import type { Pool } from 'pg';
import type { Locale } from '../../domain/university/profile.ts';
import type { SignedInAccount } from '../middleware/request-facts.ts';
import type { LoadedProfile } from '../../prisma/profiles/load.ts';

/** The student with a user ID of the directory ($7), and all that they study or studied. */
const BY_DIRECTORY_ID = `
  person as (
    select id from student where university_id = $1 and directory_id = $7
  ), found as (
    select affiliation.id from person join affiliation on affiliation.student_id = person.id
  )`;

/**
 * The student with these numbers ($7), when all that are known are of one and the same, and no other than the account
 * was linked with before: an ID that came to mean somebody else opens nothing.
 */
const BY_STUDENT_NUMBERS = `
  numbered as (
    select id, student_id from affiliation where university_id = $1 and student_number = any($7)
  ), before as (
    select affiliation.student_id
    from account
    join account_affiliation on account_affiliation.account_id = account.id
    join affiliation on affiliation.id = account_affiliation.affiliation_id
    where account.university_id = $1 and account.user_type = 'student' and account.login_id = $2
  ), person as (
    select student_id as id from numbered group by student_id
    having (select count(distinct student_id) from numbered) = 1
      and (not exists (select from before) or student_id in (select student_id from before))
  ), found as (
    select numbered.id from numbered, person
  )`;

/**
 * One statement, so that it happens as a whole, and two first sign-ins at once make one account: the account of that
 * login ID (made when there is none), its affiliations as the records have them now, and the audit row. Without such a
 * student nothing is written and nothing comes back.
 */
const open = (records: string) => `
  with ${records}, opened as (
    insert into account (id, university_id, user_type, login_id, locale, last_sign_in_at, created_at)
    select $3, $1, 'student', $2, coalesce($4, $5), $6, $6 from person
    on conflict (university_id, user_type, login_id) do update set
      previous_sign_in_at = account.last_sign_in_at,
      last_sign_in_at = excluded.last_sign_in_at,
      locale = coalesce($4, account.locale)
    returning id, locale, mail_confirmed_at, previous_sign_in_at, second_password_hash, xmax = 0 as is_new
  ), linked as (
    insert into account_affiliation (account_id, affiliation_id, added_at)
    select opened.id, found.id, $6 from opened, found
    on conflict do nothing
  ), audited as (
    insert into audit_entry (at, actor, action, entity, entity_id, university_id)
    select $6, 'account:' || id, case when is_new then 'account_opened' else 'signed_in' end, 'account', id::text, $1
    from opened
  )
  select id, locale, mail_confirmed_at, previous_sign_in_at, second_password_hash is not null as has_second_password
  from opened`;

const OPEN_BY_DIRECTORY_ID = open(BY_DIRECTORY_ID);
const OPEN_BY_STUDENT_NUMBERS = open(BY_STUDENT_NUMBERS);

export interface AnySignIn {
  university: LoadedProfile;
  /** The language that was chosen by hand in this browser; the account takes it over. */
  chosenLocale: Locale | null;
  /** The language of the page, for an account that has none yet. */
  locale: Locale;
  now: Date;
}

export interface SignIn extends AnySignIn {
  /** As the directory writes it. */
  directoryId: string;
}

export interface SignInByNumbers extends AnySignIn {
  /** What the university gives to nobody else, in the spelling that is always the same. */
  loginId: string;
  /** As the university asserts them; those that the records do not know are left out. */
  studentNumbers: readonly string[];
}

/**
 * @returns who is signed in now, or null when the university's records know no student with that user ID
 */
export function openAccount(pool: Pool, signIn: SignIn): Promise<SignedInAccount | null> {
  const { directoryId } = signIn;
  return run(pool, OPEN_BY_DIRECTORY_ID, signIn, directoryId, directoryId);
}

/**
 * @returns who is signed in now, or null when the records know none of the numbers, or know them as several
 *   people's or as somebody else's than before
 */
export function openAccountByNumbers(
  pool: Pool,
  signIn: SignInByNumbers,
): Promise<SignedInAccount | null> {
  return run(pool, OPEN_BY_STUDENT_NUMBERS, signIn, signIn.loginId, signIn.studentNumbers);
}

async function run(
  pool: Pool,
  statement: string,
  { university, chosenLocale, locale, now }: AnySignIn,
  loginId: string,
  key: string | readonly string[],
): Promise<SignedInAccount | null> {
  const { rows } = await pool.query<{
    id: string;
    locale: string;
    mail_confirmed_at: Date | null;
    previous_sign_in_at: Date | null;
    has_second_password: boolean;
  }>(statement, [university.universityId, loginId, randomUUID(), chosenLocale, locale, now, key]);
  const row = rows[0];
  if (!row) return null;
  return {
    accountId: row.id,
    universityCode: university.code,
    userType: 'student',
    locale: row.locale === 'en' ? 'en' : 'ja',
    previousSignInAt: row.previous_sign_in_at?.toISOString() ?? null,
    mailConfirmed: row.mail_confirmed_at !== null,
    secondPasswordMissing: university.profile.secondPassword.student && !row.has_second_password,
  };
}
