// The variables of HAProxy's log-format by name: which there are, and how their values are written.

/** Those whose values are text, which the flag Q puts in quotes. It leaves numbers and times as they are. */
const texts: readonly string[] = [
  ...['CC', 'CS', 'H', 'HM', 'HP', 'HPO', 'HQ', 'HU', 'HV', 'ID', 'b', 'bi', 'ci', 'f', 'fi', 'ft', 'hr', 'hs', 'r'],
  ...['s', 'si', 'sslc', 'sslv'],
]

const others: readonly string[] = [
  ...['B', 'ST', 'T', 'TR', 'Ta', 'Tc', 'Td', 'Th', 'Ti', 'Tl', 'Tq', 'Tr', 'Ts', 'Tt', 'Tu', 'Tw', 'U', 'ac', 'bc'],
  ...[
    'bp',
    'bq',
    'cp',
    'fc',
    'fp',
    'hrl',
    'hsl',
    'lc',
    'ms',
    'o',
    'pid',
    'rc',
    'rt',
    'sc',
    'sp',
    'sq',
    't',
    'tr',
    'trg',
  ],
  ...['trl', 'ts', 'tsc'],
]

export const haproxyNames: readonly string[] = [...texts, ...others]

export const isExpression = (name: string): boolean => name.startsWith('[')

export const takesQuotes = (name: string): boolean => isExpression(name) || texts.includes(name)

/** What the client sent, and HAProxy writes with `#HH` for what would break the line: a quote, a `#`, what is not printable. */
const encoded: readonly string[] = ['HM', 'HP', 'HPO', 'HQ', 'HU', 'HV', 'r']

export const isEncoded = (name: string): boolean => encoded.includes(name)

/** Those that the flag X writes in hexadecimal digits. */
const hexadecimal: readonly string[] = ['Ts', 'bi', 'bp', 'ci', 'cp', 'fi', 'fp', 'ms', 'pid', 'rt', 'si', 'sp']

export const takesHexadecimal = (name: string): boolean => hexadecimal.includes(name)
