// What the capture readers and the sensor could not read → one list, by reason.
import type { Unreadable } from '../event/source.ts'
import type { Counters } from '../sensor/counters.ts'
import type { Sensor } from '../sensor/sensor.ts'
import type { Sealed } from '../sensor/tls/sealed.ts'
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
  ['unopenedRecords',    'TLS record that the given keys do not open'],
  ['evictedConnections', 'connection let go at the bound'],
  ['shedBuffers',        'buffer given up at the bound'],
]

export function captureUnreadable(
  source: string,
  merge: Pick<CaptureMerge, 'problems' | 'wrongTimes'>,
  sensor: Pick<Sensor, 'counters' | 'sealed'>,
): readonly Unreadable[] {
  const counters = sensor.counters()
  return [
    ...broken(source, merge.problems()),
    ...misdated(source, merge.wrongTimes()),
    ...sealed(source, counters.encryptedConnections, sensor.sealed()),
    ...lost(source, counters),
  ]
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

/** Nobody shall think that there was nothing, where nothing could be seen. */
function sealed(source: string, count: number, servers: readonly Sealed[]): Unreadable[] {
  if (count === 0) return []
  const shown = servers.length > mostShown ? servers.slice(0, mostShown - 1) : servers
  const others = servers.slice(shown.length)
  const lines = shown.map(
    ({ server, connections, protocols }) =>
      `${connections} to ${server}${protocols.length > 0 ? `, offering ${protocols.join(', ')}` : ''}`,
  )
  if (others.length > 0)
    lines.push(`${others.reduce((sum, { connections }) => sum + connections, 0)} to ${others.length} other servers`)
  const reason =
    'encrypted connection: nothing was seen inside. Give keys with --keys FILE (keys in tripline.yaml), or capture behind the proxy'
  return [{ source, connector: 'sensor', reason, count, samples: lines.map((excerpt) => ({ at: 0, excerpt })) }]
}

/** Of the servers that encrypted connections were to. */
const mostShown = 3

const lost = (source: string, counters: Readonly<Counters>): Unreadable[] =>
  losses
    .filter(([name]) => counters[name] > 0)
    .map(([name, reason]) => ({ source, connector: 'sensor', reason, count: counters[name], samples: [] }))
