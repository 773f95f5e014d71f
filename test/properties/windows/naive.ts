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
  connectionsIn(rows).filter(({ us }) => us !== Number.POSITIVE_INFINITY)

function connectionsIn(rows: readonly Counted[]): Judged[] {
  return usersOf(rows).flatMap((user) => {
    const judged: Judged[] = []
    let own = rowsOf(user, rows)
    for (let begin = beginOf(own); begin >= 0; begin = beginOf(own)) {
      own = own.slice(begin)
      const end = endOf(own)
      const held = own.slice(0, end.count).filter(isCounted)
      judged.push({ us: end.us, user, rows: held, lastedUs: end.us - own[0]!.us })
      own = own.slice(end.count)
    }
    return judged
  })
}

const isCounted = ({ kind }: Counted): boolean => kind === 'A' || kind === 'B'

const beginOf = (own: readonly Counted[]): number => own.findIndex((row) => isCounted(row) || row.kind === 'handshake')

/** When the connection that begins with the first row ends, five seconds after its close at the latest; and its rows. */
function endOf(own: readonly Counted[]): { readonly us: number; readonly count: number } {
  const closed = own.find(({ kind }) => kind === 'close')
  const latest = closed ? closed.us + 5_000_000 : Number.POSITIVE_INFINITY
  const ended = own.findIndex(({ kind, us }) => kind === 'connection' && us < latest)
  if (ended >= 0) return { us: own[ended]!.us, count: ended + 1 }
  if (closed) return { us: latest, count: own.filter(({ us }) => us < latest).length }
  return { us: latest, count: own.length }
}

const usersOf = (rows: readonly Counted[]): string[] =>
  [...new Set(rows.map(({ user }) => user))].filter((user) => typeof user === 'string')

const rowsOf = (wanted: string, rows: readonly Counted[]): readonly Counted[] =>
  rows.filter(({ user }) => user === wanted)
