// Laws of lines in a format of one's own: what a product writes is read back, and no line at all makes it throw.
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { connectors } from '../../connectors/index.ts'
import { createLayout } from '../../src/event/layout.ts'
import { schema } from '../../src/event/schema.ts'
import { columnsOf, documentsOf, readText } from './read.ts'

interface Written {
  readonly product: string
  readonly format: string
  /** As the product escapes it. */
  readonly write: (text: string) => string
  /** A line of the format with that user agent and that header. */
  readonly line: (agent: string, region: string) => string
  readonly region: string
}

const code = (character: string): string => character.charCodeAt(0).toString(16).padStart(2, '0').toUpperCase()
const time = '22/Nov/2026:04:22:05 +0000'

const formats: readonly Written[] = [
  {
    product: 'apache',
    format: '%t %>s "%{User-Agent}i" "%{X-Region}i" %D',
    write: (text) =>
      text.replace(/["\\]/g, '\\$&').replace(/[^ -~]/g, (character) => `\\x${code(character).toLowerCase()}`),
    line: (agent, region) => `[${time}] 101 "${agent}" "${region}" 2500`,
    region: 'apache.request.x_region',
  },
  {
    product: 'haproxy',
    format: '%T %ST "%[var(txn.ua),json(utf8s)]" "%[var(txn.region),json(utf8s)]" %Ta',
    write: (text) => JSON.stringify(text).slice(1, -1),
    line: (agent, region) => `${time} 101 "${agent}" "${region}" 2500`,
    region: 'haproxy.var.txn.region',
  },
  {
    product: 'haproxy',
    format: 'capture request header User-Agent len 64\nlog-format "%T %ST %hr %{+Q}HP %Ta"',
    write: (text) => text.replace(/[#"{|}]|[^ -~]/g, (character) => `#${code(character)}`),
    line: (agent, region) => `${time} 101 {${agent}} "${region}" 2500`,
    region: 'url.path',
  },
  {
    product: 'envoy',
    format:
      '{"at":"%START_TIME%","agent":"%REQ(USER-AGENT)%","region":"%RESP(X-REGION)%","code":"%RESPONSE_CODE%","ms":"%DURATION%"}',
    write: (text) => JSON.stringify(text).slice(1, -1),
    line: (agent, region) =>
      `{"at":"2026-11-22T04:22:05Z","agent":"${agent}","region":"${region}","code":101,"ms":2500}`,
    region: 'envoy.region',
  },
  {
    product: 'envoy',
    format: '[%START_TIME%] %RESPONSE_CODE% "%REQ(USER-AGENT)%" %DURATION%',
    write: (text) => text.replace(/[^ -~]/g, '_'),
    line: (agent) => `[2026-11-22T04:22:05Z] 101 "${agent}" 2500`,
    region: '',
  },
]

const wanted = createLayout(Object.keys(schema))

describe.each(formats)('$product, $format', ({ product, format, write, line, region }) => {
  const connector = connectors.find(({ name }) => name === product)!
  const readLine = (text: string) => readText(connector, `${text}\n`, { settings: { format }, wanted })

  test('what it writes is read back', () => {
    const text = fc.string({
      unit: fc.constantFrom('"', '\\', '#', '{', '|', '}', ' ', ',', 'a', '\n', '\x7f'),
      minLength: 2,
      maxLength: 12,
    })
    fc.assert(
      fc.property(text, text, (agent, place) => {
        // A path begins so, and ends where a query does.
        const said = region === 'url.path' ? `/${place}` : place
        const { batch, unread } = readLine(line(write(agent), write(said)))
        expect(unread).toEqual([])
        const document = documentsOf({ batch, unread }).at(-1)!
        expect(document['event.duration']).toBe(
          format.includes('%D ') || format.endsWith('%D') ? 2_500_000 : 2_500_000_000,
        )
        const expected = product === 'envoy' && !format.startsWith('{') ? write(agent) : agent
        expect(document['user_agent.original']).toBe(expected)
        if (region !== '') expect(document[region]).toBe(said)
      }),
    )
  })

  test('no line makes it throw, and columns hold what whole events hold', () => {
    const usual = line('agent', '/eu')
    const change = fc.record({
      at: fc.nat(usual.length),
      with: fc.constantFrom('"', '{', '}', ' ', '\\', '-', '1', '\xe9', ''),
    })
    fc.assert(
      fc.property(fc.array(change, { maxLength: 8 }), (changes) => {
        const text = changes.reduce((made, each) => made.slice(0, each.at) + each.with + made.slice(each.at + 1), usual)
        const result = readLine(text)
        const documents = documentsOf(result)
        expect(result.unread.length + documents.length).toBeGreaterThan(0)
        const columns = columnsOf(result)
        const wrong = wanted.fields.flatMap((name, slot) =>
          documents.filter(
            (document, row) => JSON.stringify(document[name] ?? null) !== JSON.stringify(columns[slot]![row]),
          ),
        )
        expect(wrong).toEqual([])
      }),
    )
  })
})
