// Requests to the API that served this page. The token lives in this tab alone.

const tokenKey = 'tripline-token'

/** Thrown for every answer that is no success; `status` 0 means that there was none. */
export class Refused extends Error {
  constructor(status, message) {
    super(message)
    this.status = status
  }
}

export const rememberToken = (token) => sessionStorage.setItem(tokenKey, token)

async function ask(method, path, body) {
  const token = sessionStorage.getItem(tokenKey)
  const headers = {
    ...(token === null ? {} : { authorization: `Bearer ${token}` }),
    ...(body === undefined ? {} : { 'content-type': 'application/json' }),
  }
  const response = await fetch(path, { method, headers, body: JSON.stringify(body) }).catch(() => null)
  if (response === null) throw new Refused(0, 'Tripline does not answer.')
  const answer = await response.json().catch(() => ({}))
  if (!response.ok) throw new Refused(response.status, answer.error?.message ?? `The answer was ${response.status}.`)
  return answer
}

export const pageSize = 50

/** `query` holds the API's own filter names; empty ones are left out. */
export function search(query) {
  const parameters = new URLSearchParams({ limit: pageSize })
  for (const [name, value] of Object.entries(query)) if (value) parameters.set(name, value)
  return ask('GET', `/api/incidents?${parameters}`)
}

export const incident = (id) => ask('GET', `/api/incidents/${encodeURIComponent(id)}`)
export const change = (id, update) => ask('PATCH', `/api/incidents/${encodeURIComponent(id)}`, update)
export const facets = () => ask('GET', '/api/facets')
export const stats = () => ask('GET', '/api/stats')
export const unreadable = () => ask('GET', '/api/unreadable')
