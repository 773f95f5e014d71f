// Prometheus' text format, version 0.0.4 → its families and samples. Strict: throws at the first line that is not as the
// format says.

export interface Sample {
  readonly name: string
  readonly labels: Readonly<Record<string, string>>
  readonly value: number
}

export interface Family {
  readonly name: string
  readonly type: string
  readonly help: string
  readonly samples: readonly Sample[]
}

export function parseExposition(text: string): Map<string, Family> {
  if (!text.endsWith('\n')) throw new Error('The last line does not end.')
  const families = new Map<string, Family & { readonly samples: Sample[] }>()
  const seen = new Set<string>()
  let help: { readonly name: string; readonly text: string } | null = null
  let current: (Family & { readonly samples: Sample[] }) | null = null
  for (const line of text.slice(0, -1).split('\n')) {
    if (line === '') continue
    const [, kind, name, rest] = /^# (HELP|TYPE) ([a-zA-Z_:][a-zA-Z0-9_:]*) (.+)$/.exec(line) ?? []
    if (kind === 'HELP') help = { name: name!, text: unescaped(rest!, /\\[\\n]/g) }
    else if (kind === 'TYPE') {
      if (help?.name !== name || families.has(name!)) throw new Error(`out of place: ${line}`)
      if (!/^(counter|gauge|histogram|summary|untyped)$/.test(rest!)) throw new Error(`no such type: ${line}`)
      current = { name: name!, type: rest!, help: help!.text, samples: [] }
      families.set(current.name, current)
    } else {
      const sample = parseSample(line)
      const key = JSON.stringify([sample.name, Object.entries(sample.labels).sort()])
      if (seen.has(key)) throw new Error(`twice: ${line}`)
      seen.add(key)
      if (current === null || !belongs(sample.name, current)) throw new Error(`not of its family: ${line}`)
      current.samples.push(sample)
    }
  }
  for (const family of families.values()) checkFamily(family)
  return families
}

const belongs = (name: string, { name: family, type }: Family): boolean =>
  type === 'histogram' ? /^_(bucket|sum|count)$/.test(name.slice(family.length)) : name === family

const label = /([a-zA-Z_][a-zA-Z0-9_]*)="((?:[^"\\\n]|\\[\\"n])*)"/y

function parseSample(line: string): Sample {
  const [head, name] = /^([a-zA-Z_:][a-zA-Z0-9_:]*)/.exec(line) ?? []
  if (head === undefined) throw new Error(`no sample: ${line}`)
  const labels: Record<string, string> = {}
  let at = head.length
  if (line[at] === '{') {
    do {
      label.lastIndex = at + 1
      const [whole, key, value] = label.exec(line) ?? []
      if (whole === undefined || key! in labels) throw new Error(`labels: ${line}`)
      labels[key!] = unescaped(value!, /\\[\\"n]/g)
      at += 1 + whole.length
    } while (line[at] === ',')
    if (line[at++] !== '}') throw new Error(`labels do not end: ${line}`)
  }
  const [, written] = /^ (\S+)$/.exec(line.slice(at)) ?? []
  if (written === undefined) throw new Error(`no value: ${line}`)
  return { name: name!, labels, value: parseValue(written) }
}

const unescaped = (text: string, escapes: RegExp): string =>
  text.replace(escapes, (pair) => (pair === '\\n' ? '\n' : pair[1]!))

/** As Go's ParseFloat reads it, which Prometheus uses: the words in any case. */
function parseValue(text: string): number {
  if (/^[+-]?inf$/i.test(text)) return text.startsWith('-') ? Number.NEGATIVE_INFINITY : Number.POSITIVE_INFINITY
  if (/^nan$/i.test(text)) return Number.NaN
  if (!/^[+-]?(\d+(\.\d*)?|\.\d+)(e[+-]?\d+)?$/i.test(text)) throw new Error(`no number: ${text}`)
  return Number(text)
}

function checkFamily({ name, type, samples }: Family): void {
  if (type === 'counter' && samples.some(({ value }) => !(value >= 0))) throw new Error(`${name} counts below zero`)
  if (type !== 'histogram') return
  for (const series of Map.groupBy(samples, withoutBound).values()) checkHistogram(name, series)
}

const withoutBound = ({ labels: { le: _, ...labels } }: Sample): string => JSON.stringify(Object.entries(labels).sort())

function checkHistogram(name: string, samples: readonly Sample[]): void {
  const buckets = samples.filter((sample) => sample.name.endsWith('_bucket'))
  const bounds = buckets.map(({ labels }) => parseValue(labels['le']!))
  const counts = buckets.map(({ value }) => value)
  const count = samples.find((sample) => sample.name.endsWith('_count'))
  const rises = (values: readonly number[]): boolean =>
    values.every((value, place) => place === 0 || value >= values[place - 1]!)
  if (!rises(bounds) || !rises(counts)) throw new Error(`the buckets of ${name} are not cumulative`)
  if (bounds.at(-1) !== Number.POSITIVE_INFINITY || counts.at(-1) !== count?.value)
    throw new Error(`${name} is not whole`)
}
