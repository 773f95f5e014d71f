// All rows, in order → the windows of each kind that are judged, each with the rows that it holds. Nothing is remembered:
// every window is looked for anew.
import { timeOf } from '../../engine/arrivals.ts'
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
    return own.map((at, i) => ({
      ...{ us: at.us, user, lastedUs: spanUs },
      rows: own.slice(0, i + 1).filter((row) => timeOf(at) - timeOf(row) < spanUs * 1000),
    }))
  })
}

/** Whether a window fires. */
export type Fires = (rows: readonly Counted[]) => boolean

/** Where one that fires is empty afterwards: those that fire. */
export function emptiedWindows(rows: readonly Counted[], spanUs: number, fires: Fires): Judged[] {
  return usersOf(rows).flatMap((user) => {
    const left = [...rowsOf(user, rows)]
    const fired: Judged[] = []
    for (;;) {
      const next = slidingWindows(left, spanUs).find((window) => fires(window.rows))
      if (!next) return fired
      fired.push(next)
      left.splice(0, left.indexOf(next.rows.at(-1)!) + 1)
    }
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

export const sessionWindows = (rows: readonly Counted[], gapUs: number): Judged[] =>
  sessionsOf(rows, gapUs).map(({ user, held, openedUs }) => {
    const lastUs = held.at(-1)!.us
    return { us: lastUs + gapUs, user, rows: held, lastedUs: lastUs - openedUs }
  })

/** Judged at each row, and empty where they fired: those that fire. At the end nothing more is known of them. */
export const sessionsOnTheWay = (rows: readonly Counted[], gapUs: number, fires: Fires): Judged[] =>
  sessionsOf(rows, gapUs).flatMap((life) => firedOnTheWay(life, fires))

/** Of connections by user: kinds `A` and `B` are counted. What is open at the end has not been judged. */
export const connectionWindows = (rows: readonly Counted[]): Judged[] =>
  connectionsOf(rows).flatMap(({ user, held, openedUs, endUs }) =>
    endUs === null ? [] : [{ us: endUs, user, rows: held, lastedUs: endUs - openedUs }],
  )

export const connectionsOnTheWay = (rows: readonly Counted[], fires: Fires): Judged[] =>
  connectionsOf(rows).flatMap((life) => firedOnTheWay(life, fires))

/** What a window holds that nothing empties. */
interface Life {
  readonly user: string
  readonly held: readonly Counted[]
  readonly openedUs: number
  /** Null where it is still open. */
  readonly endUs: number | null
}

function firedOnTheWay({ user, held, openedUs }: Life, fires: Fires): Judged[] {
  const fired: Judged[] = []
  let [since, rows]: [number, Counted[]] = [openedUs, []]
  for (const row of held) {
    rows.push(row)
    if (!fires(rows)) continue
    fired.push({ us: row.us, user, rows, lastedUs: row.us - since })
    ;[since, rows] = [row.us, []]
  }
  return fired
}

const sessionsOf = (rows: readonly Counted[], gapUs: number): Life[] =>
  usersOf(rows).flatMap((user) => {
    const own = rowsOf(user, rows)
    const begins = own.flatMap((row, i) => (i === 0 || timeOf(row) - timeOf(own[i - 1]!) >= gapUs * 1000 ? [i] : []))
    return begins.map((begin, i): Life => {
      const held = own.slice(begin, begins[i + 1] ?? own.length)
      return { user, held, openedUs: held[0]!.us, endUs: held.at(-1)!.us + gapUs }
    })
  })

const connectionsOf = (rows: readonly Counted[]): Life[] =>
  usersOf(rows).flatMap((user) => {
    const own = rowsOf(user, rows)
    const ends: readonly End[] = [...endsOf(own), { us: null, count: own.length }]
    return ends.flatMap(({ us, count }, i): Life[] => {
      const all = own.slice(ends[i - 1]?.count ?? 0, count)
      const opened = all.find((row) => isCounted(row) || row.kind === 'handshake')
      return opened ? [{ user, held: all.filter(isCounted), openedUs: opened.us, endUs: us }] : []
    })
  })

const isCounted = ({ kind }: Counted): boolean => kind === 'A' || kind === 'B'

/** When a connection ends, and how many rows came before. */
interface End {
  readonly us: number | null
  readonly count: number
}

/** With their `connection` event, or five seconds after a close. */
function endsOf(own: readonly Counted[]): readonly End[] {
  const ends: End[] = []
  let closed = Number.POSITIVE_INFINITY
  const endClosed = (count: number): void => {
    ends.push({ us: Math.floor(closed / 1000), count })
    closed = Number.POSITIVE_INFINITY
  }
  for (const [i, row] of own.entries()) {
    if (timeOf(row) >= closed) endClosed(i)
    if (row.kind === 'close') closed = Math.min(closed, timeOf(row) + 5_000_000_000)
    if (row.kind !== 'connection') continue
    ends.push({ us: row.us, count: i + 1 })
    closed = Number.POSITIVE_INFINITY
  }
  if (closed !== Number.POSITIVE_INFINITY) endClosed(own.length)
  return ends
}

const usersOf = (rows: readonly Counted[]): string[] =>
  [...new Set(rows.map(({ user }) => user))].filter((user) => typeof user === 'string')

const rowsOf = (wanted: string, rows: readonly Counted[]): readonly Counted[] =>
  rows.filter(({ user }) => user === wanted)
