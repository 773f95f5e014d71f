// What a request said, with its credentials → the same without them: what is remembered of a connection may be saved.
import type { Scalar, Value } from '../../src/event/value.ts'
import { cookies, sessionOf } from '../../src/request/session.ts'
import type { RequestSettings } from '../../src/request/settings.ts'
import { maskUrl, withoutTokens } from '../../src/request/tokens.ts'
import { parseTarget } from '../request-line.ts'

/** `target` names the request's target; `cookie`, `authorization` and `referrer` are called so by every product. */
export function hideCredentials(said: Record<string, Scalar>, target: string, settings: RequestSettings): void {
  const { cookie, authorization } = said
  const asked = String(said[target] ?? '')
  const query = asked.includes('?') ? parseTarget(asked).rawQuery : null
  if (query !== null || cookie || authorization) {
    const session = sessionOf(
      { cookie: text(cookie), authorization: text(authorization), query: query ?? undefined },
      settings,
    )
    if (session !== null) {
      said['session_id'] = session.id
      said['session_from'] = session.from
    }
  }
  if (said[target] !== undefined) said[target] = maskUrl(asked)
  if (said['referrer'] !== undefined) said['referrer'] = maskUrl(String(said['referrer']))
  if (said['subprotocol'] !== undefined) said['subprotocol'] = withoutTokens(String(said['subprotocol']))
  if (cookie !== undefined)
    said['cookie_names'] = cookies(String(cookie))
      .map(({ name }) => name)
      .join(separator)
  if (authorization) said['authorization_scheme'] = String(authorization).split(' ', 1)[0]!.toLowerCase()
  delete said['cookie']
  delete said['authorization']
}

const text = (value: Scalar | undefined): string | undefined => (value === undefined ? undefined : String(value))

const separator = '; '

/** How the fields of credentials are read of what was left. */
export const credentialFields: Readonly<Record<string, (find: (name: string) => Scalar | null) => Value>> = {
  'session.id': (find) => find('session_id'),
  'session.from': (find) => find('session_from'),
  'http.request.authorization.scheme': (find) => find('authorization_scheme'),
  'http.request.cookie.names': (find) => (find('cookie_names') ? String(find('cookie_names')).split(separator) : null),
  'http.request.cookie.present': (find) => (find('cookie_names') === null ? null : find('cookie_names') !== ''),
}
