// The state that HAProxy says a session was in when it ended, `cD--` → who ended it.

/** The first letter; `-` is the ordinary end, which may come from either side. */
const ends: Readonly<Record<string, string>> = {
  C: 'client',
  S: 'server',
  // The server was marked as down, or another took its place.
  D: 'server',
  U: 'server',
  // No byte came in time: `timeout client`, `timeout server`, of an upgrade `timeout tunnel`.
  c: 'limit',
  s: 'limit',
  // HAProxy's own doing: a rule, a resource that ran out, the administrator.
  P: 'limit',
  R: 'limit',
  K: 'limit',
}

export const endedBy = (state: string): string | null => ends[state[0] ?? ''] ?? null
