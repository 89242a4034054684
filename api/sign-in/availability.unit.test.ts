import { aomine } from '../../prisma/profiles/aomine.ts';
import { mukono } from '../../prisma/profiles/mukono.ts';
import { rakuo } from '../../prisma/profiles/rakuo.ts';
import { saikai } from '../../prisma/profiles/saikai.ts';
import { studentDoor } from './availability.ts';

describe('how students sign in (X-08)', () => {
  it('is on our page where there is a directory, without a second password (R-027, R-055)', () => {
    expect(studentDoor(aomine)).toBe('directory');
  });

  it('is at the identity provider where there is one, without a second password (R-028, R-055)', () => {
    expect(studentDoor(rakuo)).toBe('saml');
  });

  it('is with a second password where the settings say so (R-054, X-03)', () => {
    expect(studentDoor(mukono)).toBe('directory_with_second_password');
    const secondPassword = { ...aomine.secondPassword, student: true };
    expect(studentDoor({ ...aomine, secondPassword })).toBe('directory_with_second_password');
  });

  it('is not at all where students have no door, whatever graduates have', () => {
    expect(studentDoor(saikai)).toBeNull();
  });
});
