// A folder of Zeek's logs as Zeek writes them: three files, of so many sessions that overlap, each with what must come of it.
export interface ZeekLogs {
  readonly files: Readonly<Record<'conn.log' | 'http.log' | 'websocket.log', string>>
  /** What the events of all of them must be: kind, uid and origin. */
  readonly expected: readonly string[]
}

interface Entry {
  readonly us: number
  readonly file: keyof ZeekLogs['files']
  readonly line: string
}

const startUs = 1_795_330_800_000_000
const seconds = (us: number): string => (us / 1_000_000).toFixed(6)

/** `lengths`: how long each session is, in seconds; one begins each second. */
export function zeekLogs(lengths: readonly number[]): ZeekLogs {
  const entries = lengths.flatMap(session).sort((a, b) => a.us - b.us)
  const of = (file: Entry['file']): string =>
    `${headers[file]}${entries
      .filter((entry) => entry.file === file)
      .map(({ line }) => `${line}\n`)
      .join('')}`
  return {
    files: { 'conn.log': of('conn.log'), 'http.log': of('http.log'), 'websocket.log': of('websocket.log') },
    expected: lengths
      .flatMap((_length, n) => [`handshake ${uidOf(n)} ${originOf(n)}`, `connection ${uidOf(n)} ${originOf(n)}`])
      .sort(),
  }
}

const uidOf = (n: number): string => `C${String(n).padStart(17, '0')}`
const originOf = (n: number): string => `https://${n}.example.com`

/** websocket.log is written at the upgrade, the others five seconds after the connection is over. */
function session(length: number, n: number): readonly Entry[] {
  const openedUs = startUs + n * 1_000_000
  const overUs = openedUs + length * 1_000_000 + 5_000_000
  const ends = `203.0.113.7\t${40_000 + (n % 20_000)}\t192.0.2.80\t80`
  const uid = uidOf(n)
  const at = seconds(openedUs)
  return [
    { us: openedUs, file: 'websocket.log', line: `${at}\t${uid}\t${ends}\tapp.example.com\t/ws?n=${n}\tchat.v1` },
    {
      us: overUs,
      file: 'conn.log',
      line: `${at}\t${uid}\t${ends}\thttp,websocket\t${length.toFixed(6)}\t561\t387\tSF`,
    },
    {
      us: overUs,
      file: 'http.log',
      line: `${at}\t${uid}\t${ends}\tGET\tapp.example.com\t/ws?n=${n}\t${originOf(n)}\t101`,
    },
  ]
}

const headerOf = (path: string, names: readonly string[]): string =>
  [
    '#separator \\x09',
    '#set_separator\t,',
    '#empty_field\t(empty)',
    '#unset_field\t-',
    `#path\t${path}`,
    `#fields\t${[...ends, ...names].join('\t')}`,
  ]
    .map((line) => `${line}\n`)
    .join('')

const ends = ['ts', 'uid', 'id.orig_h', 'id.orig_p', 'id.resp_h', 'id.resp_p']

const headers = {
  'conn.log': headerOf('conn', ['service', 'duration', 'orig_bytes', 'resp_bytes', 'conn_state']),
  'http.log': headerOf('http', ['method', 'host', 'uri', 'origin', 'status_code']),
  'websocket.log': headerOf('websocket', ['host', 'uri', 'subprotocol']),
}
