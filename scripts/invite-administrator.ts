// `npm run invite-administrator -- aomine "大原 美咲" ohara@aomine.example`: invites a university's first administrator,
// who then invites everybody else; or again one who cannot sign in any more, where nobody else could help. The mail with the link is sent by the worker; nothing secret is printed.
import { inviteMember } from '../api/staff/member-commands.ts';
import { rescueAdministrator } from '../api/staff/rescue.ts';
import type { RescueDependencies } from '../api/staff/rescue.ts';
import { parseMailAddress } from '../domain/mail/address.ts';
import { addressesOf } from '../platform/addresses.ts';
import { systemClock } from '../platform/clock.ts';
import { readEnvironment } from '../platform/env.ts';
import { createLives } from '../platform/lives.ts';
import { createLogger } from '../platform/logger.ts';
import { createTemporalClient } from '../platform/temporal/client.ts';
import { openDatabase } from '../prisma/client.ts';
import { createProfiles } from '../prisma/profiles/load.ts';

const REFUSALS = {
  others_can: 'An administrator can invite them again.',
  no_administrator: 'They were no administrator: take another address.',
  unknown: 'Somebody else is changing them now: try again.',
} as const;

/** @returns what to tell; the exit code is 1 unless somebody was invited */
export async function inviteAdministrator(
  deps: RescueDependencies,
  [code = '', name = '', typed = '']: readonly string[],
): Promise<{ invited: boolean; message: string }> {
  const refuse = (message: string) => ({ invited: false, message });
  const address = parseMailAddress(typed);
  if (name.trim() === '' || !address.ok) {
    return refuse('Say whom: npm run invite-administrator -- <university> <name> <mail address>');
  }
  const university = await createProfiles(deps.prisma).inForce(code, deps.clock());
  if (!university) return refuse(`There is no university "${code}".`);
  const memberId = await inviteMember(deps, university, {
    actor: 'system',
    name: name.trim(),
    mailAddress: address.address,
    roles: ['administrator'],
    locale: university.profile.languages[0] ?? 'ja',
  });
  const sent = (id: string) => `The mail is on its way (staff:${id}).`;
  if (memberId !== null) return { invited: true, message: `Invited. ${sent(memberId)}` };
  const rescue = await rescueAdministrator(deps, university, address.address);
  return 'refusal' in rescue
    ? refuse(`Somebody with this address is there already. ${REFUSALS[rescue.refusal]}`)
    : { invited: true, message: `Invited again, under the name before. ${sent(rescue.memberId)}` };
}

if (import.meta.main) {
  const environment = readEnvironment(process.env);
  const database = openDatabase(addressesOf(environment).database, 2);
  const client = createTemporalClient(environment);
  try {
    const deps = {
      prisma: database.prisma,
      pool: database.pool,
      lives: createLives(client),
      logger: createLogger('web', environment.LOG_LEVEL),
      clock: systemClock,
      environment,
    };
    const { invited, message } = await inviteAdministrator(deps, process.argv.slice(2));
    console.log(message);
    process.exitCode = invited ? 0 : 1;
  } finally {
    await database.close();
    await client.connection.close().catch(() => {});
  }
}
