const names: Record<string, string> = {
  password: 'password',
  passkey: 'passkey',
  google: 'Google',
  github: 'GitHub',
  microsoft: 'Microsoft',
  openid: 'OpenID',
  sso: 'the sign-in of the business',
};

/** What a way of signing in is called in a sentence. */
export function nameOfMethod(method: string): string {
  return names[method] ?? method;
}

const factors: Record<string, string> = {
  app: 'code of the app',
  'recovery-code': 'recovery code',
  passkey: 'passkey',
  'trusted-device': 'trusted browser',
};

/** How somebody came in: `password and code of the app`. */
export function nameOfWay(method: string, secondFactor: string | null): string {
  const name = nameOfMethod(method);
  return secondFactor && secondFactor !== method ? `${name} and ${factors[secondFactor] ?? secondFactor}` : name;
}
