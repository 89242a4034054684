/** Every address of the site, each within a university; routes, redirects and views take them from here. */
export const paths = {
  top: (university: string) => `/${university}`,
  signIn: (university: string) => `/${university}/sign-in`,
  signOut: (university: string) => `/${university}/sign-out`,
};
