// How the bench asks a firewall: what it is sent, and what is counted of its answers.
import { expect, test } from 'vitest'
import { attackRows, benignRows, type Tried } from '../../bench/detection/beside-firewall.ts'
import { ask } from '../../bench/detection/firewall/ask.ts'
import { firewallRules, serverConfiguration } from '../../bench/detection/firewall/configuration.ts'
import { alone, carriedIn, type Post } from '../../bench/detection/firewall/posts.ts'
import { firewallName, hasFirewall, startFirewall } from '../../bench/detection/firewall/server.ts'
import { tallyOf } from '../../bench/detection/tally.ts'
import { xxe } from '../../src/detect/xxe/detector.ts'

test.each([
  ["a' or 1=1", 'application/x-www-form-urlencoded', 'text=a%27+or+1%3D1'],
  ['{"$gt":""}', 'application/json', '{"$gt":""}'],
  ['[1,2]', 'application/json', '[1,2]'],
  ['{{7*7}}', 'application/x-www-form-urlencoded', 'text=%7B%7B7*7%7D%7D'],
  ['5', 'application/x-www-form-urlencoded', 'text=5'],
])('%s is posted as what it is', (text, type, body) => {
  expect(alone(text)).toEqual({ type, body })
})

test('in a message, a text is a string deep inside a document', () => {
  const { type, body } = carriedIn('a "b"')
  expect(type).toBe('application/json')
  expect(JSON.parse(body)).toMatchObject({ data: { items: [{ value: 'a "b"' }] } })
})

test('each text is asked about once in a message and once alone', async () => {
  const seen: Post[] = []
  const firewall = {
    async blocks(post: Post) {
      seen.push(post)
      return post.body.includes('bad') && post.type !== 'application/json'
    },
  }
  const answers = await ask(firewall, ['bad', 'good', 'bad', '{"bad":1}'])
  expect(seen).toHaveLength(6)
  expect(Object.fromEntries(answers)).toEqual({
    bad: { isBlocked: false, isBlockedAlone: true },
    good: { isBlocked: false, isBlockedAlone: false },
    '{"bad":1}': { isBlocked: false, isBlockedAlone: false },
  })
})

const triedOf = (threat: 'xxe' | null, samples: Tried['set']['samples']): Tried => {
  const set = { name: 'entities', threat, samples }
  return { set, tally: tallyOf(set, [xxe]) }
}

const sample = (text: string, isHeldBack: boolean, isRejected: boolean) => ({ id: text, text, isHeldBack, isRejected })
const samples = [
  sample('<!ENTITY a SYSTEM "b">', false, false),
  sample('<!ENTITY c SYSTEM "d">', true, false),
  sample('no entity', true, true),
  sample('none', false, true),
]

/** The first level blocks one of the four, the second two of them alone as well. */
const answers = [[0], [0, 1]].map(
  (blocked, level) =>
    new Map(
      samples.map(({ text }, n) => [text, { isBlocked: n === 0, isBlockedAlone: level === 1 && blocked.includes(n) }]),
    ),
)

test('the same strings count for both, of all, of those held back, and of judged attacks', () => {
  const rows = attackRows([triedOf('xxe', samples)], answers)
  const figures = rows.filter(({ attacks }) => attacks === 'entities').map(({ attacks, ...row }) => Object.values(row))
  expect(figures).toEqual([
    ['all', 4, '50.00', '50.00', '25.00', '50.00'],
    ['held back', 2, '50.00', '50.00', '0.00', '50.00'],
    ['judged', 2, '100.00', '100.00', '50.00', '100.00'],
    ['judged, held back', 1, '100.00', '100.00', '0.00', '100.00'],
  ])
})

test('all classes together weigh as many strings as they have', () => {
  const tried = [triedOf('xxe', samples.slice(0, 1)), triedOf('xxe', samples.slice(1))]
  const all = attackRows(tried, answers).filter(({ attacks, of }) => attacks === 'all of them' && of === 'all')
  expect(all).toMatchObject([{ strings: 4, 'Tripline, %': '50.00', 'CRS 1, %': '25.00' }])
  expect(benignRows([triedOf(null, samples)], answers)[1]).toEqual({
    'benign, accused': 'all of them',
    texts: 4,
    'by Tripline, %': '50.00',
    'by CRS 1, %': '25.00',
    'by CRS 2, %': '25.00',
    'by CRS 1 alone, %': '0.00',
    'by CRS 2 alone, %': '50.00',
  })
})

test('the rules block, at the level that is asked for, and keep no log of what they saw', () => {
  const recommended = 'SecRuleEngine DetectionOnly\nSecAuditLog /var/log/a\nSecUnicodeMapFile unicode.mapping 20127\n'
  const rules = firewallRules(recommended, 2)
  expect(rules).toContain('SecRuleEngine On\n')
  expect(rules).toContain('setvar:tx.paranoia_level=2"')
  expect(rules).toContain('SecUnicodeMapFile /etc/nginx/unicode.mapping 20127')
  expect(rules).not.toContain('/var/log')
  expect(serverConfiguration({ folder: '/tmp/f', port: 4321 })).toContain('listen 127.0.0.1:4321;')
})

if (!hasFirewall())
  console.warn('SKIPPED: install libnginx-mod-http-modsecurity and modsecurity-crs to ask the firewall.')

test.skipIf(!hasFirewall())(
  'where it is installed it answers until it is stopped',
  async () => {
    expect(firewallName()).toMatch(/^ModSecurity 3[\d.]+ with the OWASP Core Rule Set \d[\d.]+$/)
    const firewall = await startFirewall(1)
    try {
      const asked = await ask(firewall, ["' or 1=1 -- ", 'Good morning, everybody.'])
      expect([...asked.values()]).toEqual([
        { isBlocked: true, isBlockedAlone: true },
        { isBlocked: false, isBlockedAlone: false },
      ])
    } finally {
      await firewall.stop()
    }
    await expect(firewall.blocks(alone('hello'))).rejects.toThrow()
  },
  60_000,
)
