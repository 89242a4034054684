import { randomUUID } from 'node:crypto';
import type { Pool } from 'pg';
import type { Locale } from '../../domain/university/profile.ts';
import type { SignedInAccount } from '../middleware/request-facts.ts';
import type { LoadedProfile } from '../../prisma/profiles/load.ts';

/**
 * One statement, so that it happens as a whole, and two first sign-ins at once make one account: the account of the
 * student with that user ID (made when there is none), its affiliations as the records have them now, and the audit
 * row. Without such a student nothing is written and nothing comes back.
 */
const OPEN = `
  with person as (
    select id from student where university_id = $1 and directory_id = $2
  ), opened as (
    insert into account (id, university_id, user_type, login_id, locale, last_sign_in_at, created_at)
    select $3, $1, 'student', $2, coalesce($4, $5), $6, $6 from person
    on conflict (university_id, user_type, login_id) do update set
      previous_sign_in_at = account.last_sign_in_at,
      last_sign_in_at = excluded.last_sign_in_at,
      locale = coalesce($4, account.locale)
    returning id, locale, mail_confirmed_at, previous_sign_in_at, second_password_hash, xmax = 0 as is_new
  ), linked as (
    insert into account_affiliation (account_id, affiliation_id, added_at)
    select opened.id, affiliation.id, $6
    from opened, person join affiliation on affiliation.student_id = person.id
    on conflict do nothing
  ), audited as (
    insert into audit_entry (at, actor, action, entity, entity_id, university_id)
    select $6, 'account:' || id, case when is_new then 'account_opened' else 'signed_in' end, 'account', id::text, $1
    from opened
  )
  select id, locale, mail_confirmed_at, previous_sign_in_at, second_password_hash is not null as has_second_password
  from opened`;

export interface SignIn {
  university: LoadedProfile;
  /** As the directory writes it. */
  directoryId: string;
  /** The language that was chosen by hand in this browser; the account takes it over. */
  chosenLocale: Locale | null;
  /** The language of the page, for an account that has none yet. */
  locale: Locale;
  now: Date;
}

/**
 * @returns who is signed in now, or null when the university's records know no student with that user ID
 */
export async function openAccount(pool: Pool, signIn: SignIn): Promise<SignedInAccount | null> {
  const { university, directoryId, chosenLocale, locale, now } = signIn;
  const { rows } = await pool.query<{
    id: string;
    locale: string;
    mail_confirmed_at: Date | null;
    previous_sign_in_at: Date | null;
    has_second_password: boolean;
  }>(OPEN, [university.universityId, directoryId, randomUUID(), chosenLocale, locale, now]);
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
