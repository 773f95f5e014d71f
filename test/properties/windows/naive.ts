// All rows, in order → the windows of each kind that are judged, each with the rows that it holds. Nothing is remembered:
// every window is looked for anew.
import type { Counted } from './recount.ts'

export interface Judged {
  /** When it is judged. */
  readonly us: number
  readonly user: string
  readonly rows: readonly Counted[]
  readonly lastedUs: number
}

/** Where it is judged at each row, and not emptied. */
export function slidingWindows(rows: readonly Counted[], spanUs: number): Judged[] {
  return usersOf(rows).flatMap((user) => {
    const own = rowsOf(user, rows)
    return own.map(({ us }, i) => ({
      ...{ us, user, lastedUs: spanUs },
      rows: own.slice(0, i + 1).filter((row) => row.us > us - spanUs),
    }))
  })
}

/** Those that hold something. */
export function tumblingWindows(rows: readonly Counted[], spanUs: number): Judged[] {
  return usersOf(rows).flatMap((user) => {
    const own = rowsOf(user, rows)
    const windows = [...new Set(own.map(({ us }) => Math.floor(us / spanUs)))]
    return windows.map((n) => ({
      ...{ us: (n + 1) * spanUs, user, lastedUs: spanUs },
      rows: own.filter(({ us }) => Math.floor(us / spanUs) === n),
    }))
  })
}

export function sessionWindows(rows: readonly Counted[], gapUs: number): Judged[] {
  return usersOf(rows).flatMap((user) => {
    const own = rowsOf(user, rows)
    const begins = own.flatMap(({ us }, i) => (i === 0 || us - own[i - 1]!.us >= gapUs ? [i] : []))
    return begins.map((begin, i) => {
      const held = own.slice(begin, begins[i + 1] ?? own.length)
      const last = held.at(-1)!.us
      return { us: last + gapUs, user, rows: held, lastedUs: last - held[0]!.us }
    })
  })
}

/** Of connections by user: kinds `A` and `B` are counted. What is open at the end has not been judged. */
export const connectionWindows = (rows: readonly Counted[]): Judged[] =>
  usersOf(rows).flatMap((user) => {
    const own = rowsOf(user, rows)
    const ends = endsOf(own)
    return ends.flatMap(({ us, count }, i) => {
      const held = own.slice(ends[i - 1]?.count ?? 0, count)
      const opened = held.find((row) => isCounted(row) || row.kind === 'handshake')
      return opened ? [{ us, user, rows: held.filter(isCounted), lastedUs: us - opened.us }] : []
    })
  })

const isCounted = ({ kind }: Counted): boolean => kind === 'A' || kind === 'B'

/** When connections end, and how many rows came before: with their `connection` event, or five seconds after a close. */
function endsOf(own: readonly Counted[]): { readonly us: number; readonly count: number }[] {
  const ends: { us: number; count: number }[] = []
  let closed = Number.POSITIVE_INFINITY
  for (const [i, { us, kind }] of own.entries()) {
    if (us >= closed) {
      ends.push({ us: closed, count: i })
      closed = Number.POSITIVE_INFINITY
    }
    if (kind === 'close') closed = Math.min(closed, us + 5_000_000)
    if (kind !== 'connection') continue
    ends.push({ us, count: i + 1 })
    closed = Number.POSITIVE_INFINITY
  }
  return closed === Number.POSITIVE_INFINITY ? ends : [...ends, { us: closed, count: own.length }]
}

const usersOf = (rows: readonly Counted[]): string[] =>
  [...new Set(rows.map(({ user }) => user))].filter((user) => typeof user === 'string')

const rowsOf = (wanted: string, rows: readonly Counted[]): readonly Counted[] =>
  rows.filter(({ user }) => user === wanted)
