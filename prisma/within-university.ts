import { Prisma } from './client.ts';
import type { PrismaClient } from './client.ts';

/** Something was asked of a university's data that could reach another's, or that nobody has said whose it is. */
export class OutsideUniversity extends Error {
  override name = 'OutsideUniversity';
}

/**
 * Whose the rows of a table are.
 *
 * - `closed`: nothing for staff at all, whichever university
 * - otherwise the university is in the table itself, or in what one of the relations of `through` leads to (one of
 *   them suffices); `to` names every column that points at a row of a university, with its relation and model
 */
type Ownership =
  | 'closed'
  | {
      through?: readonly string[];
      to?: Readonly<Record<string, readonly [relation: string, model: Prisma.ModelName]>>;
      /** The university is a relation here, not only a column. */
      isRelated?: boolean;
      /** The university itself and its settings: staff read them. */
      isReadOnly?: boolean;
    };

/**
 * Every table, and whose its rows are. A new table does not compile and does not pass its test before it is here.
 */
export const OWNERSHIP: Readonly<Record<Prisma.ModelName, Ownership>> = {
  University: { isReadOnly: true },
  UniversityProfile: { isRelated: true, isReadOnly: true },
  Student: { isRelated: true },
  Affiliation: { to: { studentId: ['student', 'Student'] } },
  CourseRecord: { through: ['affiliation'], to: { affiliationId: ['affiliation', 'Affiliation'] } },
  Account: { isRelated: true },
  AccountAffiliation: {
    through: ['account'],
    to: { accountId: ['account', 'Account'], affiliationId: ['affiliation', 'Affiliation'] },
  },
  Session: {
    through: ['account', 'staff'],
    to: { accountId: ['account', 'Account'], staffId: ['staff', 'StaffMember'] },
  },
  KeptForm: 'closed', // what somebody was about to write, for nobody else
  RateLimit: 'closed',
  SamlRequest: {},
  SamlAssertion: {},
  SamlTicket: 'closed', // opens an account for whoever holds it
  OneTimeLink: { to: { accountId: ['account', 'Account'], staffId: ['staff', 'StaffMember'] } },
  OneTimeLinkSuperseded: { through: ['link'], to: { linkId: ['link', 'OneTimeLink'] } },
  OneTimeLinkProposal: 'closed', // passwords' hashes on their way
  StaffMember: { isRelated: true },
  StaffRole: { through: ['staff'], to: { staffId: ['staff', 'StaffMember'] } },
  StaffRecoveryCode: { through: ['staff'], to: { staffId: ['staff', 'StaffMember'] } },
  IssueNumberCounter: {},
  OrderDraft: { through: ['account'], to: { accountId: ['account', 'Account'] } },
  Order: { isRelated: true, to: { accountId: ['account', 'Account'] } },
  OrderLine: {
    through: ['order'],
    to: { orderId: ['order', 'Order'], affiliationId: ['affiliation', 'Affiliation'] },
  },
  Payment: { through: ['order'], to: { orderId: ['order', 'Order'] } },
  Deposit: {
    through: ['order'],
    to: { orderId: ['order', 'Order'], paymentId: ['payment', 'Payment'] },
  },
  DeadlineChange: { through: ['order'], to: { orderId: ['order', 'Order'] } },
  Receipt: { through: ['order'], to: { orderId: ['order', 'Order'] } },
  LedgerComparison: { isRelated: true },
  StaffTask: { isRelated: true, to: { orderId: ['order', 'Order'] } },
  NetworkOutage: 'closed', // of a network, not of a university
  ProviderEvent: 'closed', // belongs to nobody before a life has judged it
  Refund: { through: ['order'], to: { orderId: ['order', 'Order'] } },
  JournalEntry: { through: ['order'], to: { orderId: ['order', 'Order'] } },
  PrintJob: {
    through: ['order'],
    to: { orderId: ['order', 'Order'], lineId: ['line', 'OrderLine'] },
  },
  MailMessage: { through: ['account'], to: { accountId: ['account', 'Account'] } },
  AuditEntry: {},
};

type Values = Record<string, unknown>;

/** What the names of a model's columns are; whatever else stands in `data` writes into another table. */
function columnsOf(model: Prisma.ModelName): readonly string[] {
  const enums = Prisma as unknown as Record<string, Record<string, string> | undefined>;
  return Object.values(enums[`${model}ScalarFieldEnum`] ?? {});
}

function ownershipOf(model: Prisma.ModelName): Exclude<Ownership, 'closed'> {
  // A table of a newer schema is unknown at run time, whatever the type says.
  const ownership = OWNERSHIP[model] as Ownership | undefined;
  if (ownership === undefined) throw new OutsideUniversity(`${model}: nobody has said whose it is`);
  if (ownership === 'closed') throw new OutsideUniversity(`${model} is not for staff`);
  return ownership;
}

/** What a row must fulfil to be the university's. */
function filterFor(model: Prisma.ModelName, universityId: string): Values {
  if (model === 'University') return { id: universityId };
  const { through, to = {} } = ownershipOf(model);
  if (!through) return { universityId };
  const ways = through.map((relation) => {
    const target = Object.values(to).find(([name]) => name === relation);
    if (!target) throw new OutsideUniversity(`${model}: nobody has said where ${relation} leads`);
    return { [relation]: filterFor(target[1], universityId) };
  });
  return { OR: ways };
}

/** The condition stands beside whatever was asked for, never inside it: an `OR` of the caller's cannot undo it. */
function confined(model: Prisma.ModelName, universityId: string, asked: unknown): Values {
  const where = (asked ?? {}) as Values;
  const and = where.AND === undefined ? [] : [where.AND].flat();
  return { ...where, AND: [...and, filterFor(model, universityId)] };
}

function refuseForeignColumns(model: Prisma.ModelName, data: Values): void {
  const columns = columnsOf(model);
  const foreign = Object.keys(data).find((name) => !columns.includes(name));
  if (foreign) throw new OutsideUniversity(`${model}.${foreign}: each table is written by itself`);
}

/** A new row: of this university, pointing only at rows of this university (the database looks, in the statement). */
function newRow(model: Prisma.ModelName, universityId: string, given: unknown): Values {
  const { through, to = {}, isRelated, isReadOnly } = ownershipOf(model);
  if (isReadOnly) throw new OutsideUniversity(`${model} is only read here`);
  const data = { ...(given as Values) };
  refuseForeignColumns(model, data);
  if (!through) {
    if ((data.universityId ?? universityId) !== universityId) {
      throw new OutsideUniversity(`${model}: a row for another university`);
    }
    delete data.universityId;
    if (isRelated) data.university = { connect: { id: universityId } };
    else data.universityId = universityId;
  }
  for (const [column, [relation, target]] of Object.entries(to)) {
    const id = data[column];
    delete data[column];
    if (id === undefined || id === null) continue;
    data[relation] = { connect: confined(target, universityId, { id }) };
  }
  if (through && !through.some((relation) => relation in data)) {
    throw new OutsideUniversity(`${model}: a row of nobody`);
  }
  return data;
}

/** Rows change, but never whose they are and what they belong to. */
function change(model: Prisma.ModelName, given: unknown): Values {
  const { to = {}, isReadOnly } = ownershipOf(model);
  if (isReadOnly) throw new OutsideUniversity(`${model} is only read here`);
  const data = given as Values;
  refuseForeignColumns(model, data);
  const moved = ['universityId', ...Object.keys(to)].find((column) => column in data);
  if (moved) throw new OutsideUniversity(`${model}.${moved}: a row stays where it is`);
  return data;
}

const READS = [
  'findUnique',
  'findUniqueOrThrow',
  'findFirst',
  'findFirstOrThrow',
  'findMany',
  'count',
  'aggregate',
  'groupBy',
];

/** @returns what is asked of the database instead of what was asked for */
function confine(
  model: Prisma.ModelName,
  operation: string,
  args: Values,
  universityId: string,
): Values {
  const where = () => confined(model, universityId, args.where);
  if (READS.includes(operation)) return { ...args, where: where() };
  switch (operation) {
    case 'create':
      return { ...args, data: newRow(model, universityId, args.data) };
    case 'createMany':
    case 'createManyAndReturn': {
      // Many at once cannot be looked up in the statement, so only rows that point at nothing.
      const { to, isRelated } = ownershipOf(model);
      if (to || isRelated) throw new OutsideUniversity(`${model}: ${operation} is not confined`);
      return {
        ...args,
        data: [args.data].flat().map((row) => newRow(model, universityId, row)),
      };
    }
    case 'update':
    case 'updateMany':
    case 'updateManyAndReturn':
      return { ...args, where: where(), data: change(model, args.data) };
    case 'upsert':
      return {
        ...args,
        where: where(),
        create: newRow(model, universityId, args.create),
        update: change(model, args.update),
      };
    case 'delete':
    case 'deleteMany':
      if (ownershipOf(model).isReadOnly) {
        throw new OutsideUniversity(`${model} is only read here`);
      }
      return { ...args, where: where() };
    default:
      throw new OutsideUniversity(`${model}.${operation} is not known here`);
  }
}

const refuseRaw = (): never => {
  throw new OutsideUniversity('SQL of one’s own is not confined to a university');
};

/**
 * The database as the staff of one university see it: every operation on every table is confined to the rows
 * of that university, in reading, counting, changing and deleting; a new row is this university's and points at rows of
 * this university alone. Another university's row is as if it were not there. Transactions are confined alike.
 * @throws OutsideUniversity from any operation that could not be confined: SQL of one's own, tables that are not for
 *   staff, writing into related tables, moving a row
 */
export function withinUniversity(prisma: PrismaClient, universityId: string) {
  return prisma.$extends({
    name: 'withinUniversity',
    query: {
      $allModels: {
        async $allOperations({ model, operation, args, query }) {
          const confinedArgs = confine(model, operation, args ?? {}, universityId);
          return query(confinedArgs);
        },
      },
      $queryRaw: refuseRaw,
      $executeRaw: refuseRaw,
      $queryRawUnsafe: refuseRaw,
      $executeRawUnsafe: refuseRaw,
    },
  });
}

/** A university's data, and nobody else's. */
export type UniversityData = ReturnType<typeof withinUniversity>;
