/**
 * The colour of each university, by the name that its profile carries (`accent`). `light` stands on white and carries
 * white text, `dark` stands on the dark ground and carries dark text: each at least 4.5 : 1, which a test checks.
 * `wash` and `darkWash` are quiet grounds behind text.
 */
export const ACCENTS = {
  aomine: { light: '#00428c', wash: '#f0f6fc', dark: '#97d3ff', darkWash: '#10263d' },
  rakuo: { light: '#5c2a86', wash: '#f7f2fb', dark: '#d3b4ef', darkWash: '#2a1c38' },
  saikai: { light: '#00606c', wash: '#eef7f8', dark: '#79e2f2', darkWash: '#0c2c31' },
  mukono: { light: '#9b1148', wash: '#fcf1f5', dark: '#ffadc8', darkWash: '#3a1524' },
} as const;

/** CSS classes `accent-<name>`, for both colour schemes. */
export function accentStyles(): string {
  const light = Object.entries(ACCENTS).map(
    ([name, accent]) => `.accent-${name}{--accent:${accent.light};--accent-wash:${accent.wash}}`,
  );
  const dark = Object.entries(ACCENTS).map(
    ([name, accent]) => `.accent-${name}{--accent:${accent.dark};--accent-wash:${accent.darkWash}}`,
  );
  return `${light.join('\n')}\n@media (prefers-color-scheme:dark){${dark.join('\n')}}`;
}
