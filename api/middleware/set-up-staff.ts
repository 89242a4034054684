import type { RequestHandler } from 'express';
import type { Pool } from 'pg';
import { knownRoles } from '../../domain/staff/roles.ts';

/** Somebody whose access was withdrawn, or whose roles were changed, is met as they are now. */
const AT_WORK = `
  select name, mail_address, array(select role from staff_role where staff_id = staff_member.id) as roles
  from staff_member where id = $1 and university_id = $2 and state = 'active'`;

/**
 * Puts the member of staff who is signed in at this university's staff door where routes find them, with the roles of
 * this very moment. Being signed in at another university's door counts for nothing here.
 */
export function setUpStaff(pool: Pool): RequestHandler {
  return async (req, res, next) => {
    const { staff } = req.session;
    const { university } = res.locals;
    if (staff && university && staff.universityCode === university.code) {
      const { staffId, previousSignInAt } = staff;
      if (!staff.isComplete) res.locals.staffEntering = { staffId };
      else {
        const { rows } = await pool.query<{ name: string; mail_address: string; roles: string[] }>(
          AT_WORK,
          [staffId, university.universityId],
        );
        const [row] = rows;
        if (row) {
          res.locals.staff = {
            staffId,
            name: row.name,
            mailAddress: row.mail_address,
            roles: knownRoles(row.roles),
            previousSignInAt: previousSignInAt === null ? null : new Date(previousSignInAt),
          };
        }
      }
    }
    next();
  };
}
