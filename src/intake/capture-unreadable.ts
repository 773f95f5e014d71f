// What the capture readers and the sensor could not read → one list, by reason.
import type { Unreadable } from '../event/source.ts'
import type { Counters } from '../sensor/counters.ts'
import type { CaptureMerge, InputProblem } from './capture-merge.ts'

/** What of the sensor's counters is a loss, and in which words. Other protocols and ordinary retransmissions are not. */
// biome-ignore format: table
const losses: readonly (readonly [keyof Counters, string])[] = [
  ['midstreamConnections', 'connection whose beginning is not in the capture'],
  ['cutPackets',         'packet cut by the capture (snapshot length)'],
  ['malformedPackets',   'packet with unreadable headers'],
  ['unknownLinkPackets', 'packet of an unknown link type'],
  ['deepTunnelPackets',  'packet with too many tunnels inside each other'],
  ['lostFragments',      'IP packet of which fragments are missing'],
  ['gaps',               'gap in the captured bytes of a WebSocket'],
  ['badHttp2Frames',     'frame of HTTP/2 that cannot be read'],
  ['evictedConnections', 'connection let go at the bound'],
  ['shedBuffers',        'buffer given up at the bound'],
]

export function captureUnreadable(
  source: string,
  merge: Pick<CaptureMerge, 'problems' | 'wrongTimes'>,
  counters: Readonly<Counters>,
): readonly Unreadable[] {
  return [...broken(source, merge.problems()), ...misdated(source, merge.wrongTimes()), ...lost(source, counters)]
}

/** Of a capture that breaks off or makes no sense, each under its own name. Standard input has none but the source's. */
function broken(source: string, problems: readonly InputProblem[]): Unreadable[] {
  return problems.map(({ path, reason, at }) => ({
    source: path === '-' ? source : path,
    connector: 'sensor',
    reason: words[reason] ?? reason,
    count: 1,
    samples: [{ at, excerpt: '' }],
  }))
}

const words: Readonly<Record<string, string>> = {
  truncated: 'missing: the capture ends in the middle of a packet',
}

/** They are read all the same, at the time of the packet before. */
const misdated = (source: string, count: number): Unreadable[] =>
  count === 0
    ? []
    : [
        {
          source,
          connector: 'sensor',
          reason: 'with a time that the packets around it do not have',
          count,
          samples: [],
        },
      ]

const lost = (source: string, counters: Readonly<Counters>): Unreadable[] =>
  losses
    .filter(([name]) => counters[name] > 0)
    .map(([name, reason]) => ({ source, connector: 'sensor', reason, count: counters[name], samples: [] }))
