/** User IDs in the directory of a measurement whose people sign in. */
export const SIGNING_IN: readonly string[] = Array.from(
  { length: 50 },
  (_, index) => `bench${String(index + 1).padStart(2, '0')}`,
);

export const SIGNING_IN_PASSWORD = 'bench-directory';
