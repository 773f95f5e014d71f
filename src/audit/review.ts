// What was seen of an endpoint → the eight questions of a review, each answered with what shows it.
import type { Attempts, Endpoint } from './endpoint.ts'
import type { Example } from './tally.ts'

export const verdicts = ['pass', 'fail', 'not_seen'] as const
export type Verdict = (typeof verdicts)[number]

export interface Answer {
  readonly question: QuestionId
  readonly verdict: Verdict
  /** A sentence: what was seen, or what would have to be. */
  readonly reason: string
  readonly examples: readonly Example[]
}

export interface Review {
  readonly endpoint: Endpoint
  /** In the order of the questions. */
  readonly answers: readonly Answer[]
}

export interface Question {
  readonly title: string
  /** What to do where it fails. */
  readonly advice: string
  /** OWASP Web Security Testing Guide. */
  readonly wstg: string
}

// biome-ignore format: table
export const questions = {
  origin:   { title: 'Origin validated',                   wstg: 'WSTG-CLNT-10', advice: 'Compare the Origin of each handshake, as a whole, with a list of your own, and answer 403 to others.' },
  csrf:     { title: 'Anti-CSRF token',                    wstg: 'WSTG-SESS-05', advice: 'Ask for a token in the handshake or the first message that only your own pages can know.' },
  users:    { title: 'Messages authenticated',             wstg: 'WSTG-ATHN-04', advice: 'Close connections that do not log in within seconds, and check for each message what its user may do.' },
  url:      { title: 'No token in the URL',                wstg: 'WSTG-SESS-04', advice: 'Send tokens in the first message, or make them tickets that are good for one handshake within seconds.' },
  inputs:   { title: 'Attacks in messages refused',        wstg: 'WSTG-INPV-05', advice: 'Check each message against a schema before it is used; look at what became of those shown here.' },
  limits:   { title: 'Limits on size, fragments and time', wstg: 'WSTG-BUSL-05', advice: 'Limit the bytes and fragments of a message and the life of a connection, at the server.' },
  logged:   { title: 'Connections logged with user',       wstg: 'WSTG-CONF-02', advice: 'Write the user into the log of connections; give that log to the audit as well.' },
  wire:     { title: 'Wire-level view present',            wstg: 'WSTG-CLNT-10', advice: 'Capture what comes after TLS is taken off, or give the keys; an access log ends at the handshake.' },
} as const satisfies Readonly<Record<string, Question>>

export type QuestionId = keyof typeof questions

/** Beyond these a limit is missing, or as good as missing. */
export interface AuditLimits {
  readonly bytes: number
  readonly fragments: number
  readonly nanos: number
}

export const defaultLimits: AuditLimits = { bytes: 16 * 2 ** 20, fragments: 1000, nanos: 86_400e9 }

export const review = (endpoint: Endpoint, limits: AuditLimits = defaultLimits): Review => ({
  endpoint,
  answers: [
    origin(endpoint),
    csrf(endpoint),
    users(endpoint),
    url(endpoint),
    inputs(endpoint),
    limited(endpoint, limits),
    logged(endpoint),
    wire(endpoint),
  ],
})

const none: readonly Example[] = []

function origin({ foreign, home }: Endpoint): Answer {
  const question = 'origin'
  const { accepted, refused } = foreign
  if (accepted.count > 0)
    return {
      question,
      verdict: 'fail',
      reason: `${times(accepted.count, 'handshake')} from foreign origins ${were(accepted.count)} accepted${refused.count > 0 ? `, ${refused.count} refused` : ''}.`,
      examples: accepted.examples,
    }
  if (refused.count > 0)
    return {
      question,
      verdict: 'pass',
      reason: `${refused.count === 1 ? 'The one handshake' : `All ${refused.count} handshakes`} from foreign origins ${were(refused.count)} refused.`,
      examples: refused.examples,
    }
  const reason =
    home.accepted > 0
      ? 'Nobody came from a foreign origin: whether one would be refused is not known.'
      : 'No handshake had an Origin.'
  return { question, verdict: 'not_seen', reason, examples: none }
}

function csrf({ byCookie, seen }: Endpoint): Answer {
  const question = 'csrf'
  const { withToken, without } = byCookie
  if (without.count > 0)
    return {
      question,
      verdict: 'fail',
      reason: `In ${part(without.count, withToken + without.count, 'connection')} nothing but a cookie spoke for the user.`,
      examples: without.examples,
    }
  if (withToken > 0)
    return {
      question,
      verdict: 'pass',
      reason: `${times(withToken, 'connection')} that a cookie spoke for brought a token as well.`,
      examples: none,
    }
  const reason = seen.onTheWire ? 'No connection was made with a cookie.' : 'A log does not show first messages.'
  return { question, verdict: 'not_seen', reason, examples: none }
}

function users({ speakers, seen }: Endpoint): Answer {
  const question = 'users'
  const { known, unknown } = speakers
  if (unknown.count > 0)
    return {
      question,
      verdict: 'fail',
      reason: `In ${part(unknown.count, known + unknown.count, 'connection')} somebody spoke, and neither session nor login told who.`,
      examples: unknown.examples,
    }
  if (known > 0)
    return {
      question,
      verdict: 'pass',
      reason: `It is known who spoke: in ${part(known, known, 'connection')}.`,
      examples: none,
    }
  const reason = seen.onTheWire ? 'No client said anything.' : 'A log does not show messages.'
  return { question, verdict: 'not_seen', reason, examples: none }
}

function url({ tokensInUrl, accepted }: Endpoint): Answer {
  const question = 'url'
  if (tokensInUrl.count > 0)
    return {
      question,
      verdict: 'fail',
      reason: `A credential stood in the URL of ${part(tokensInUrl.count, accepted, 'handshake')}.`,
      examples: tokensInUrl.examples,
    }
  if (accepted > 0)
    return {
      question,
      verdict: 'pass',
      reason: `None stood in the URL of ${times(accepted, 'handshake')}.`,
      examples: none,
    }
  return { question, verdict: 'not_seen', reason: 'No handshake was seen.', examples: none }
}

function inputs({ attacks, messages, seen }: Endpoint): Answer {
  const question = 'inputs'
  const { answered, ended, unanswered } = attacks
  if (answered.tally.count > 0)
    return {
      question,
      verdict: 'fail',
      reason: `${times(answered.tally.count, 'message')} with ${kinds(answered)} ${were(answered.tally.count)} taken: the server went on talking.`,
      examples: answered.tally.examples,
    }
  if (unanswered.tally.count > 0)
    return {
      question,
      verdict: 'not_seen',
      reason: `${times(unanswered.tally.count, 'message')} with ${kinds(unanswered)} came, and the server said nothing more: what became of it is not known.`,
      examples: unanswered.tally.examples,
    }
  if (ended.tally.count > 0)
    return {
      question,
      verdict: 'pass',
      reason: `The server closed the connection of ${times(ended.tally.count, 'message')} with ${kinds(ended)}.`,
      examples: ended.tally.examples,
    }
  const reason = !seen.onTheWire
    ? 'A log does not show messages.'
    : messages === 0
      ? 'No message was seen.'
      : `None of ${times(messages, 'message')} looks like an attack.`
  return { question, verdict: 'not_seen', reason, examples: none }
}

function limited({ largest, limited: acted }: Endpoint, limits: AuditLimits): Answer {
  const question = 'limits'
  const beyond = [
    ...(largest.bytes > limits.bytes ? [`a message of ${number(largest.bytes)} bytes`] : []),
    ...(largest.fragments > limits.fragments ? [`a message in ${number(largest.fragments)} fragments`] : []),
    ...(largest.nanos > limits.nanos ? [`a connection of ${hours(largest.nanos)}`] : []),
  ]
  if (beyond.length > 0)
    return { question, verdict: 'fail', reason: `The server put up with ${list(beyond)}.`, examples: none }
  if (acted.count > 0)
    return {
      question,
      verdict: 'pass',
      reason: `The server ended ${times(acted.count, 'connection')} at a limit.`,
      examples: acted.examples,
    }
  const most = [
    ...(largest.bytes > 0 ? [`${number(largest.bytes)} bytes`, times(largest.fragments, 'fragment')] : []),
    ...(largest.nanos > 0 ? [hours(largest.nanos)] : []),
  ]
  const reason = `No limit was reached${most.length > 0 ? `; the most was ${list(most)}` : ''}.`
  return { question, verdict: 'not_seen', reason, examples: none }
}

function logged({ lines, seen }: Endpoint): Answer {
  const question = 'logged'
  const all = lines.withUser + lines.withoutUser
  if (!seen.inALog || all === 0)
    return { question, verdict: 'not_seen', reason: 'No log of these connections was given.', examples: none }
  if (lines.withoutUser > 0)
    return {
      question,
      verdict: 'fail',
      reason: `Without a user: ${part(lines.withoutUser, all, 'logged connection')}.`,
      examples: none,
    }
  return { question, verdict: 'pass', reason: `With a user: ${part(all, all, 'logged connection')}.`, examples: none }
}

function wire({ seen, messages }: Endpoint): Answer {
  const question = 'wire'
  if (!seen.onTheWire)
    return { question, verdict: 'fail', reason: 'Only a log was seen: it ends at the handshake.', examples: none }
  return {
    question,
    verdict: 'pass',
    reason: `${times(messages, 'message')} ${were(messages)} read on the wire.`,
    examples: none,
  }
}

const kinds = ({ threats }: Attempts): string => list([...threats.keys()].map((threat) => threat.replaceAll('_', ' ')))

const list = (words: readonly string[]): string =>
  words.length < 2 ? (words[0] ?? '') : `${words.slice(0, -1).join(', ')} and ${words.at(-1)}`

const number = (n: number): string => n.toLocaleString('en-US')
const times = (n: number, one: string): string => `${number(n)} ${n === 1 ? one : `${one}s`}`
/** `3 of 8 connections`. */
const part = (n: number, of: number, one: string): string => `${number(n)} of ${times(of, one)}`
const were = (n: number): string => (n === 1 ? 'was' : 'were')

function hours(nanos: number): string {
  const seconds = nanos / 1e9
  if (seconds < 120) return `${Math.round(seconds)} s`
  return seconds < 7200 ? `${Math.round(seconds / 60)} minutes` : `${Math.round(seconds / 3600)} hours`
}
