// Names as programmers write them → one spelling.

/** `Login_Request`, `login-request`, `loginRequest` → `loginrequest`. Empty for what is no such name. */
export const squeeze = (name: string | null): string =>
  name === null || name.length > 64 ? '' : name.toLowerCase().replace(/[^a-z0-9]/g, '')
