// Text of a header, or of a part of it → the same without what looks like a token.
import { maskQuery } from './session.ts'

/** Clients that cannot set a header of their own send their token as a subprotocol, and many servers send it back as theirs. */
export const withoutTokens = (text: string): string =>
  text.length < shortestRun && !text.includes(jwtStart)
    ? text
    : text
        .replace(/[\w.-]+/g, withoutJwt)
        .replace(longRuns, (run, at: number, all: string) => (endsAt(all, at + run.length) ? '***' : run))

/** Of characters of which tokens are made: shorter runs are names. */
const shortestRun = 40
const longRuns = new RegExp(`[\\w+/=~-]{${shortestRun},}`, 'g')
/** `{"` in base64url. */
const jwtStart = 'eyJ'

const endsAt = (text: string, at: number): boolean => at === text.length || text[at] === ','

/** In a run of the characters that it is made of. */
function withoutJwt(run: string): string {
  const start = run.indexOf(jwtStart)
  return start >= 0 && /^[\w-]+\.[\w-]+\./.test(run.slice(start)) ? `${run.slice(0, start)}***` : run
}

/** Of a path, in which long names are usual: JSON Web Tokens alone are taken for tokens. */
export const maskPath = (path: string): string =>
  path.includes(jwtStart) ? path.replace(/[\w.-]+/g, withoutJwt) : path

/** A URL as a header gives it: with its path, and the values of token-like parameters. */
export function maskUrl(url: string): string {
  const mark = url.indexOf('?')
  return mark < 0 ? maskPath(url) : `${maskPath(url.slice(0, mark))}?${maskQuery(url.slice(mark + 1))}`
}

/** Also the values of token-like parameters, where the text is a URL, or a query alone. */
export function withoutCredentials(text: string): string {
  if (!text.includes('=')) return withoutTokens(text)
  const query = text.indexOf('?') + 1
  return withoutTokens(text.slice(0, query) + maskQuery(text.slice(query)))
}
