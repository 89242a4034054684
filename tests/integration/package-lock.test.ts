// npm 11 and 12 refuse a lock file that leaves out an optional package of another platform, and `npm install` leaves
// out what the registry in use does not have.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';

interface LockedPackage {
  version?: string;
  resolved?: string;
  hasInstallScript?: boolean;
  optionalDependencies?: Record<string, string>;
}

const read = (name: string) =>
  JSON.parse(readFileSync(join(import.meta.dirname, '..', '..', name), 'utf8')) as unknown;
const { packages } = read('package-lock.json') as { packages: Record<string, LockedPackage> };
const { allowScripts } = read('package.json') as { allowScripts: Record<string, boolean> };

/** As Node looks it up: beside the package that wants it, then further and further up. */
function isLocked(name: string, from: string): boolean {
  if (packages[`${from === '' ? '' : `${from}/`}node_modules/${name}`]) return true;
  if (from === '') return false;
  return isLocked(name, from.slice(0, Math.max(0, from.lastIndexOf('/node_modules/'))));
}

it('names the packages of every platform', () => {
  const missing = Object.entries(packages).flatMap(([from, { optionalDependencies = {} }]) =>
    Object.keys(optionalDependencies).filter((name) => !isLocked(name, from)),
  );
  expect(missing).toEqual([]);
});

it('holds no address of a registry', () => {
  const withAddress = Object.entries(packages).filter(([, { resolved }]) => resolved !== undefined);
  expect(withAddress.map(([name]) => name)).toEqual([]);
});

it('says of every install script whether it may run, so that no npm asks', () => {
  const undecided = Object.entries(packages)
    .filter(([path, { hasInstallScript }]) => path !== '' && hasInstallScript === true)
    .map(([path]) => path.slice(path.lastIndexOf('node_modules/') + 'node_modules/'.length))
    .filter((name) => allowScripts[name] === undefined);
  expect(undecided).toEqual([]);
});
