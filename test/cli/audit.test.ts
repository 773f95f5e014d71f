// The review of endpoints as a person reads it, as JSON, and as a page: strangers' text acts on nobody.
import pc from 'picocolors'
import { expect, test } from 'vitest'
import { auditPage } from '../../src/cli/audit-page.ts'
import { auditJson, printAudit } from '../../src/cli/print-audit.ts'
import { reviewsOf, say } from '../audit/see.ts'

const hostile = '</code><script>alert(1)</script>\u001b[31m'
const reviews = reviewsOf([
  say.handshake({
    'url.path': '/chat',
    'http.request.origin': `https://${hostile}`,
    'http.request.origin_foreign': true,
  }),
  say.client('hello'),
  say.end(),
])

test('as text: verdict, question, reason, example and advice', () => {
  const text = printAudit(reviews, { colours: pc.createColors(false), width: 100 })
  expect(text).toContain('✗ fail      Origin validated')
  expect(text).toContain('1 handshake from foreign origins was accepted.')
  expect(text).toContain('203.0.113.9  https://</code>')
  expect(text).toContain('→ Compare the Origin')
  expect(text).toContain('1 endpoint, 8 answers: 2 pass, 2 fail, 4 not seen')
  expect(text).not.toContain('\u001b')
})

test('as a page: nothing of it runs, and nothing is fetched', () => {
  const page = auditPage(reviews, { inputs: ['a<b.pcap', 'access.log'], program: 'Tripline 1.2.3' })
  expect(page).not.toContain('<script')
  expect(page).not.toContain('\u001b')
  expect(page).toContain('&lt;script&gt;alert(1)&lt;/script&gt;')
  expect(page).toContain('Of <code>a&lt;b.pcap</code>, <code>access.log</code>, by Tripline 1.2.3.')
  expect(page).not.toMatch(/\b(?:src|href)="(?!#)/)
  expect(page).toContain("default-src 'none'")
})

test('as JSON: an object an endpoint', () => {
  const { endpoint, answers } = JSON.parse(auditJson(reviews[0]!))
  expect(endpoint).toEqual({ domain: 'chat.example.com', path: '/chat', subprotocols: [] })
  expect(answers.map(({ question, verdict }: Record<string, string>) => `${question} ${verdict}`)).toEqual([
    'origin fail',
    'csrf not_seen',
    'users fail',
    'url pass',
    'inputs not_seen',
    'limits not_seen',
    'logged not_seen',
    'wire pass',
  ])
  expect(answers[0].examples[0].client).toBe('203.0.113.9')
})
