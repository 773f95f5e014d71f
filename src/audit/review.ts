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

const defaultLimits: AuditLimits = { bytes: 16 * 2 ** 20, fragments: 1000, nanos: 86_400e9 }

export const review = (endpoint: Endpoint, limits: AuditLimits = defaultLimits): Review => ({
  endpoint,
  answers: Object.entries(answerers).map(([question, answer]) => ({
    question: question as QuestionId,
    ...answer(endpoint, limits),
  })),
})

type Answered = Omit<Answer, 'question'>

type Answering = (reason: string, examples?: readonly Example[]) => Answered

const answering =
  (verdict: Verdict): Answering =>
  (reason, examples = []) => ({ verdict, reason, examples })

const pass = answering('pass')
const fail = answering('fail')
const unseen = answering('not_seen')

function origin({ foreign, home }: Endpoint): Answered {
  const { accepted, refused } = foreign
  if (accepted.count > 0)
    return fail(
      `${times(accepted.count, 'handshake')} from foreign origins ${were(accepted.count)} accepted${refused.count > 0 ? `, ${refused.count} refused` : ''}.`,
      accepted.examples,
    )
  if (refused.count > 0)
    return pass(
      `${refused.count === 1 ? 'The one handshake' : `All ${refused.count} handshakes`} from foreign origins ${were(refused.count)} refused.`,
      refused.examples,
    )
  const reason =
    home.accepted > 0
      ? 'Nobody came from a foreign origin: whether one would be refused is not known.'
      : 'No handshake had an Origin.'
  return unseen(reason)
}

function csrf({ byCookie, seen }: Endpoint): Answered {
  const { withToken, without } = byCookie
  if (without.count > 0)
    return fail(
      `In ${part(without.count, withToken + without.count, 'connection')} nothing but a cookie spoke for the user.`,
      without.examples,
    )
  if (withToken > 0) return pass(`${times(withToken, 'connection')} that a cookie spoke for brought a token as well.`)
  const reason = seen.onTheWire ? 'No connection was made with a cookie.' : 'A log does not show first messages.'
  return unseen(reason)
}

function users({ speakers, seen }: Endpoint): Answered {
  const { known, unknown } = speakers
  if (unknown.count > 0)
    return fail(
      `In ${part(unknown.count, known + unknown.count, 'connection')} somebody spoke, and neither session nor login told who.`,
      unknown.examples,
    )
  if (known > 0) return pass(`It is known who spoke: in ${part(known, known, 'connection')}.`)
  const reason = seen.onTheWire ? 'No client said anything.' : 'A log does not show messages.'
  return unseen(reason)
}

function url({ tokensInUrl, accepted }: Endpoint): Answered {
  if (tokensInUrl.count > 0)
    return fail(
      `A credential stood in the URL of ${part(tokensInUrl.count, accepted, 'handshake')}.`,
      tokensInUrl.examples,
    )
  if (accepted > 0) return pass(`None stood in the URL of ${times(accepted, 'handshake')}.`)
  return unseen('No handshake was seen.')
}

function inputs({ attacks, messages, seen }: Endpoint): Answered {
  const { answered, ended, unanswered } = attacks
  if (answered.tally.count > 0)
    return fail(
      `${times(answered.tally.count, 'message')} with ${kinds(answered)} ${were(answered.tally.count)} taken: the server went on talking.`,
      answered.tally.examples,
    )
  if (unanswered.tally.count > 0)
    return unseen(
      `${times(unanswered.tally.count, 'message')} with ${kinds(unanswered)} came, and the server said nothing more: what became of it is not known.`,
      unanswered.tally.examples,
    )
  if (ended.tally.count > 0)
    return pass(
      `The server closed the connection of ${times(ended.tally.count, 'message')} with ${kinds(ended)}.`,
      ended.tally.examples,
    )
  const reason = !seen.onTheWire
    ? 'A log does not show messages.'
    : messages === 0
      ? 'No message was seen.'
      : `None of ${times(messages, 'message')} looks like an attack.`
  return unseen(reason)
}

function limited({ largest, limited: acted }: Endpoint, limits: AuditLimits): Answered {
  const beyond = [
    ...(largest.bytes > limits.bytes ? [`a message of ${number(largest.bytes)} bytes`] : []),
    ...(largest.fragments > limits.fragments ? [`a message in ${number(largest.fragments)} fragments`] : []),
    ...(largest.nanos > limits.nanos ? [`a connection of ${hours(largest.nanos)}`] : []),
  ]
  if (beyond.length > 0) return fail(`The server put up with ${list(beyond)}.`)
  if (acted.count > 0) return pass(`The server ended ${times(acted.count, 'connection')} at a limit.`, acted.examples)
  const most = [
    ...(largest.bytes > 0 ? [`${number(largest.bytes)} bytes`, times(largest.fragments, 'fragment')] : []),
    ...(largest.nanos > 0 ? [hours(largest.nanos)] : []),
  ]
  const reason = `No limit was reached${most.length > 0 ? `; the most was ${list(most)}` : ''}.`
  return unseen(reason)
}

function logged({ lines, seen }: Endpoint): Answered {
  const all = lines.withUser + lines.withoutUser
  if (!seen.inALog || all === 0) return unseen('No log of these connections was given.')
  if (lines.withoutUser > 0) return fail(`Without a user: ${part(lines.withoutUser, all, 'logged connection')}.`)
  return pass(`With a user: ${part(all, all, 'logged connection')}.`)
}

function wire({ seen, messages }: Endpoint): Answered {
  if (!seen.onTheWire) return fail('Only a log was seen: it ends at the handshake.')
  return pass(`${times(messages, 'message')} ${were(messages)} read on the wire.`)
}

const answerers: Readonly<Record<QuestionId, (endpoint: Endpoint, limits: AuditLimits) => Answered>> = {
  origin,
  csrf,
  users,
  url,
  inputs,
  limits: limited,
  logged,
  wire,
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
