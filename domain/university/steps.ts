import type { UserType } from './profile.ts';

/** About how long each step takes. Minutes, but for the approval. */
export interface StepMinutes {
  /** Registering a mail address and opening the link in the mail. */
  registration: number;
  secondPassword: number;
  /** Choosing certificates and paying; without registering at the payment company. */
  order: number;
  /** At the copier; without the way to the store. */
  store: number;
  /** Filling in the application for use, with the photo of a document. */
  application: number;
  /** Working days until staff have looked at it, at least. */
  approvalDays: number;
}

export type StepId =
  'application' | 'approval' | 'registration' | 'passwords' | 'second_password' | 'order' | 'store';

/** One bar of the chart of steps. */
export interface Step {
  id: StepId;
  /** Who is busy: the person at a screen, staff, or the person at a copier. */
  where: 'screen' | 'university' | 'store';
  duration: { unit: 'minutes' | 'days'; count: number };
}

export interface Steps {
  /** Once, before the first certificate. */
  first: Step[];
  /** For every certificate. */
  always: Step[];
}

const step = (id: StepId, where: Step['where'], count: number, unit: 'minutes' | 'days'): Step => ({
  id,
  where,
  duration: { unit, count },
});

/**
 * The way to a certificate with the time that each step takes, for the chart that people see before they begin
 * (R-024 for graduates, R-025 for students).
 * @param takes the university's estimates
 */
export function stepsOf(
  userType: UserType,
  settings: { stepMinutes: StepMinutes; secondPassword: Record<UserType, boolean> },
): Steps {
  const { stepMinutes: takes, secondPassword } = settings;
  const always = [
    step('order', 'screen', takes.order, 'minutes'),
    step('store', 'store', takes.store, 'minutes'),
  ];
  if (userType === 'graduate') {
    return {
      first: [
        step('application', 'screen', takes.application, 'minutes'),
        step('approval', 'university', takes.approvalDays, 'days'),
        step('passwords', 'screen', takes.secondPassword, 'minutes'),
      ],
      always,
    };
  }
  const registration = step('registration', 'screen', takes.registration, 'minutes');
  return {
    first: secondPassword.student
      ? [registration, step('second_password', 'screen', takes.secondPassword, 'minutes')]
      : [registration],
    always,
  };
}

/** @returns minutes of a list of steps together; days are not counted in */
export function minutesOf(steps: readonly Step[]): number {
  return steps.reduce(
    (sum, { duration }) => sum + (duration.unit === 'minutes' ? duration.count : 0),
    0,
  );
}
