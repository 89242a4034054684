import { z } from 'zod';
import { SLIP_NUMBER_KINDS } from '../../domain/orders/slip.ts';
import type { UniversityProfile } from '../../domain/university/profile.ts';

/**
 * Checks the settings of a university when they are loaded; mistakes name their path. The type is
 * domain/university/profile.ts, and the compiler holds the two together.
 */

const civilDate = z.string().regex(/^\d{4}-\d{2}-\d{2}$/);
const civilTime = z.string().regex(/^([01]\d|2[0-3]):[0-5]\d$|^24:00$/);
const yen = z.number().int().min(0);
const bilingual = z.strictObject({ ja: z.string().min(1), en: z.string().min(1) });
const language = z.enum(['ja', 'en']);
const affiliationStatus = z.enum([
  'student',
  'graduate',
  'withdrawn',
  'removed',
  'non_degree',
  'doctor_by_dissertation',
]);
const certificateKindCode = z.enum([
  'enrolment',
  'transcript',
  'expected_graduation',
  'graduation',
  'enrolment_period',
  'degree',
]);
const destination = z.enum(['convenience_store', 'campus_machine']);
const network = z.enum(['netprint', 'network-print', 'campus-printer']);
const methodCode = z.string().regex(/^[a-z][a-z0-9_]*$/);
const hoursBefore = z.array(z.number().int().min(1).max(240));

const dayDeadline = z.strictObject({
  days: z.number().int().min(1).max(365),
  countFirstDay: z.boolean(),
  cut: civilTime,
});
const sessionDeadline = z.strictObject({
  minutes: z
    .number()
    .int()
    .min(1)
    .max(7 * 24 * 60),
});

const phoneNumber = z.string().regex(/^[0-9-]+$/);

const contact = z.strictObject({
  name: bilingual,
  phone: phoneNumber,
  hours: bilingual,
});

const menuEntries = z.array(
  z.enum([
    'top',
    'orders',
    'messages',
    'change_mail_address',
    'change_second_password',
    'sessions',
    'manual',
  ]),
);

const minutes = z.number().int().min(1).max(120);

const dated = { validFrom: civilDate, validTo: civilDate.nullable() };

const fullSchema = z.strictObject({
  edition: z.string().min(1),
  name: bilingual,
  shortName: bilingual,
  accent: z.string().regex(/^[a-z]+$/),
  homepageUrl: z.url(),
  languages: z.array(language).min(1),
  userTypes: z.array(z.enum(['student', 'graduate'])),
  signIn: z.strictObject({
    student: z
      .discriminatedUnion('kind', [
        z.strictObject({
          kind: z.literal('ldap'),
          baseDn: z.string().min(1),
          userFilterAttribute: z.string().min(1),
        }),
        z.strictObject({
          kind: z.literal('saml'),
          entityId: z.string().min(1),
          scopes: z.array(z.string().min(1)).min(1),
          providerName: bilingual,
        }),
      ])
      .nullable(),
    staffBySaml: z.boolean(),
  }),
  secondPassword: z.strictObject({
    student: z.boolean(),
    graduate: z.boolean(),
    rules: z.strictObject({
      minLength: z.number().int().min(8).max(64),
      maxLength: z.number().int().min(8).max(128),
      needsUpperCase: z.boolean(),
      needsLowerCase: z.boolean(),
      needsDigit: z.boolean(),
      allowsSymbols: z.boolean(),
    }),
    notes: z.array(bilingual),
  }),
  topPage: z.enum(['print_destination', 'menu_choice']),
  menu: z.strictObject({ student: menuEntries, graduate: menuEntries }),
  mail: z.strictObject({
    senderName: bilingual,
    senderAddress: z.email(),
    replyNote: bilingual,
  }),
  oneTimeLink: z.strictObject({
    ttlMinutes: z.number().int().min(1).max(1_440),
    ttlMinutesOf: z.partialRecord(
      z.enum([
        'register_address',
        'change_address',
        'begin_application',
        'add_student_number',
        'reset_passwords',
        'reset_second_password',
        'staff_invitation',
      ]),
      z.number().int().min(1).max(20_160),
    ),
    resendCoolDownSeconds: z.number().int().min(0).max(3_600),
    maxCodeAttempts: z.number().int().min(1).max(20),
    objectionDays: z.number().int().min(1).max(90),
  }),
  contacts: z.strictObject({
    system: contact,
    records: contact,
    sealed: z.strictObject({
      name: bilingual,
      offices: z.array(z.strictObject({ name: bilingual, phone: phoneNumber })),
    }),
  }),
  certificate: z.strictObject({
    frameColour: z.string().regex(/^#[0-9a-f]{6}$/),
    issuer: z.strictObject({
      title: bilingual,
      name: bilingual,
      address: bilingual,
      legalName: bilingual,
    }),
    kinds: z.array(
      z.strictObject({
        code: certificateKindCode,
        name: bilingual,
        description: bilingual,
        languages: z.array(language).min(1),
        eligible: z.array(affiliationStatus).min(1),
        requires: z.array(z.enum(['courses', 'last_year'])),
        maxCopies: z.number().int().min(1).max(99),
      }),
    ),
    issueFees: z.array(
      z.strictObject({
        affiliationStatus: affiliationStatus.nullable(),
        certificateKind: certificateKindCode.nullable(),
        language: language.nullable(),
        destination: destination.nullable(),
        ...dated,
        yen,
      }),
    ),
    systemFees: z.array(z.strictObject({ per: z.enum(['order', 'copy']), yen, ...dated })),
    maxCopiesAnOrder: z.number().int().min(1).max(99),
    destinations: z.array(destination),
    paymentMethods: z
      .array(
        z.strictObject({
          code: methodCode,
          provider: z.enum(['paypal', 'smart-pit', 'sbps']),
          way: z.enum(['page', 'slip', 'page_slip']),
          providerMethod: z.string().min(1).nullable(),
          isOffered: z.boolean(),
          name: bilingual,
          description: bilingual,
          deadline: z.union([dayDeadline, sessionDeadline]),
          maxYen: yen.nullable(),
          instructions: z.array(
            z.strictObject({
              store: bilingual,
              asksFor: z.enum(SLIP_NUMBER_KINDS),
              steps: z.array(bilingual),
            }),
          ),
        }),
      )
      .refine(
        (methods) => new Set(methods.map(({ code }) => code)).size === methods.length,
        'two methods of one code',
      ),
    chains: z.array(
      z.strictObject({
        code: z.enum(['seven-eleven', 'familymart', 'lawson', 'campus-machine']),
        destination,
        name: bilingual,
        network,
        steps: z.array(bilingual),
        unsuitable: bilingual,
      }),
    ),
    printDeadline: z.strictObject({
      ...dayDeadline.shape,
      minHoursAfterPaymentDeadline: z.number().int().min(0).max(720),
      whenTooShort: z.enum(['extend', 'do_not_offer_method']),
    }),
    networksByMethod: z.record(methodCode, z.array(network).min(1)),
    reopening: z.strictObject({ days: z.number().int().min(1).max(31) }).nullable(),
    outages: z.strictObject({
      extendDeadlines: z.boolean(),
      countFromMinutes: z.number().int().min(0).max(1_440),
      evenIfAnotherNetworkWorked: z.boolean(),
    }),
    refunds: z.strictObject({
      cancelledByPerson: z.enum(['full', 'minus_system_fee', 'none']),
      cancelledByPersonUntil: z.enum(['numbers', 'printing']),
      cancelledByStaff: z.enum(['full', 'minus_system_fee']),
      secondPersonFromYen: yen.nullable(),
    }),
    reminders: z.strictObject({ paymentHoursBefore: hoursBefore, printHoursBefore: hoursBefore }),
    receipt: z.strictObject({
      registrationNumber: z
        .string()
        .regex(/^T\d{13}$/)
        .nullable(),
    }),
    tabs: z.strictObject({ legacy: z.boolean() }),
    printFeeYenASheet: yen,
  }),
  notices: z.strictObject({
    landing: z.array(bilingual),
    signIn: z.array(bilingual),
    order: z.array(bilingual),
  }),
  manual: z.strictObject({
    revisions: z
      .array(z.strictObject({ edition: z.string().min(1), date: civilDate, changes: bilingual }))
      .min(1),
  }),
  stepMinutes: z.strictObject({
    registration: minutes,
    secondPassword: minutes,
    order: minutes,
    store: minutes,
    application: minutes,
    approvalDays: z.number().int().min(1).max(60),
  }),
  halts: z.array(
    z
      .strictObject({
        from: z.iso.datetime(),
        to: z.iso.datetime(),
        announcedFrom: z.iso.datetime().optional(),
        what: z.enum(['all', 'payment', 'printing']),
        reason: bilingual,
      })
      .refine(({ from, to }) => new Date(from) < new Date(to), 'ends before it begins'),
  ),
  haltRules: z.strictObject({
    announcedDaysBefore: z.number().int().min(0).max(90),
    lastStartMinutesBefore: z.number().int().min(0).max(1_440),
    extendDeadlines: z.boolean(),
  }),
});

export const profileSchema: z.ZodType<UniversityProfile> = fullSchema;

/** Settings of a university that cannot be used; the message lists every path and what is wrong there. */
export class ProfileMistakes extends Error {
  override name = 'ProfileMistakes';
}

/**
 * @param source for the message, e.g. `aomine 2026-04-01`
 * @throws ProfileMistakes naming every path that is wrong
 */
export function parseProfile(settings: unknown, source: string): UniversityProfile {
  const parsed = profileSchema.safeParse(settings);
  if (parsed.success) return parsed.data;
  const lines = parsed.error.issues.map((issue) => `  ${issue.path.join('.')}: ${issue.message}`);
  throw new ProfileMistakes(`Settings of ${source} cannot be used:\n${lines.join('\n')}`);
}
