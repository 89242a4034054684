// Before the lifecycle tests: the time-skipping server is fetched where it is missing.
import { prepareTimeSkipping } from './temporal.ts';

export default async function setUp() {
  await prepareTimeSkipping();
}
