// The console in a real browser: strangers' text stays text, filters filter, and work on an incident is kept.
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { type Browser, chromium, type Page } from 'playwright-core'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { type Api, createApi } from '../../src/api/api.ts'
import type { ApiSettings } from '../../src/api/options.ts'
import { openSqliteStore } from '../../src/store/sqlite/open-sqlite-store.ts'
import type { Store } from '../../src/store/store.ts'
import { commit, messageEvent, raising, start } from '../store/incidents.ts'

const executablePath = ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome'].find(existsSync)
if (executablePath === undefined) console.warn('SKIPPED: the console is not tested, for there is no chromium.')

const second = 1_000_000
const markup = '<img src=x onerror="document.title=`owned`"><script>document.title="owned"</script>'

let browser: Browser
let page: Page
let store: Store
let api: Api
let url: string
let faults: string[]

beforeAll(async () => {
  if (executablePath) browser = await chromium.launch({ executablePath, args: ['--no-sandbox'], timeout: 120_000 })
})
afterAll(() => browser?.close())

async function open(settings: Partial<ApiSettings> = {}): Promise<void> {
  api = createApi({
    store,
    settings: { host: '127.0.0.1', port: 0, token: null, ...settings },
    ingest: () => Promise.reject(new Error('not asked for here')),
    ship: () => Promise.reject(new Error('not asked for here')),
    stats: () => ({
      ...{ events: { frame: 3400 }, sources: ['access.log'], queue: { waiting: 0 }, rules: [cheap, counters] },
      times: [times],
    }),
    readiness: async () => ({ ready: true, checks: {} }),
    metrics: async () => ({ contentType: 'text/plain', text: '' }),
    rules: () => [],
    assets: join(import.meta.dirname, '../../src/console/page'),
  })
  url = (await api.listen()).url
}

const counters = {
  rule: 'unmasked_client_frame',
  ...{ asked: 9000, ms: 30, timed: 9000, keys: 12, bytes: 34_567 },
  events: 3400,
  matches: 2,
  late: 5,
  evictedKeys: 0,
  evictedEvents: 0,
  hurried: 0,
  errors: 0,
  lastError: null,
  near: [
    { step: '2', why: 'maxspan', count: 7 },
    { step: '2', why: 'replaced', count: 90 },
  ],
}

const cheap = { ...counters, rule: 'cheap_rule_of_many', ms: 10, near: [], late: 0 }

const times = {
  ...{ source: 'access.log', events: 9, isIdle: false, latenessSeconds: 5, newest: '2026-11-22T12:00:00.000Z' },
  ...{ late: 4, ahead: 1, setBack: 1, lastSetBack: { to: '2026-11-22T11:00:00.000Z', bySeconds: 3600 } },
}

const rows = () => page.locator('#list .row')
const titles = () => page.locator('#list .row .title').allTextContents()
const detail = () => page.locator('#detail')

describe.skipIf(executablePath === undefined)('the console', () => {
  beforeEach(async () => {
    store = openSqliteStore(':memory:')
    page = await browser.newPage({ timezoneId: 'UTC', locale: 'en-GB' })
    page.setDefaultTimeout(60_000)
    faults = []
    page.on('pageerror', (error) => faults.push(error.message))
    page.on('console', (message) => message.type() === 'error' && faults.push(message.text()))
  })
  afterEach(async () => {
    await page.close()
    await api.close()
    await store.close()
  })

  const threeIncidents = () =>
    store.commit(
      [
        raising(
          1,
          {
            id: 'a',
            title: 'Token in the URL',
            ruleId: 'token_in_url',
            level: 'low',
            us: start,
            address: '198.51.100.7',
          },
          { id: 'b', title: 'Foreign origin', ruleId: 'foreign_origin', level: 'high', us: start + 60 * second },
          { id: 'c', title: 'Injection', level: 'critical', us: start + 120 * second, payload: 'needle in a frame' },
        ),
      ],
      Date.now(),
    )

  test('what an attacker wrote is shown as text, wherever it comes up', async () => {
    const events = [messageEvent(start, markup, '203.0.113.9')]
    await store.commit([raising(1, { id: 'a', message: markup, title: markup, user: markup, events })], Date.now())
    await store.update('a', { note: { author: markup, text: markup } }, Date.now())
    await open()
    await page.goto(`${url}/?incident=a&text=${encodeURIComponent(markup)}`)
    await detail().locator('summary').first().click()
    await expect.poll(() => detail().locator('.what code').textContent()).toBe(markup)
    expect(await rows().locator('.title').textContent()).toBe(markup)
    for (const place of ['.summary', 'h2', '.fields', '.notes', '.written']) {
      expect(await detail().locator(place).textContent()).toContain(markup)
    }
    expect(await page.locator('main img, main script').count()).toBe(0)
    expect(await page.title()).toBe('Tripline')
    expect(faults).toEqual([])
  })

  test('characters that hide or turn text are written out', async () => {
    await store.commit([raising(1, { id: 'a', message: 'exe.\u202egnp \u001b[31m' })], Date.now())
    await open()
    await page.goto(url)
    await expect.poll(() => rows().locator('.message').textContent()).toBe('exe.\\u202egnp \\u001b[31m')
  })

  test('filters narrow the list, stay in the address bar, and can be cleared', async () => {
    await threeIncidents()
    await open()
    await page.goto(url)
    await expect.poll(titles).toEqual(['Injection', 'Foreign origin', 'Token in the URL'])

    const filter = async (name: string, value: string, expected: string[]) => {
      const control = page.locator(`#filters [name=${name}]`)
      if (['level', 'rule', 'status'].includes(name)) await control.selectOption(value)
      else await control.fill(value)
      await expect.poll(titles).toEqual(expected)
      await page.reload()
      await expect.poll(titles).toEqual(expected)
      await page.getByRole('button', { name: 'Clear', exact: true }).click()
      await expect.poll(() => rows().count()).toBe(3)
    }
    await filter('text', 'needle fra', ['Injection'])
    await filter('level', 'high', ['Injection', 'Foreign origin'])
    await filter('rule', 'foreign_origin', ['Foreign origin'])
    await filter('address', '198.51.100.7', ['Token in the URL'])
    await filter('from', '2026-03-01T08:01', ['Injection', 'Foreign origin'])
    await filter('to', '2026-03-01T08:01', ['Foreign origin', 'Token in the URL'])
    await store.update('a', { status: 'closed' }, Date.now())
    await filter('status', 'closed', ['Token in the URL'])
    expect(faults).toEqual([])
  })

  test('where no incident matches, a button shows all of them again', async () => {
    await threeIncidents()
    await open()
    await page.goto(`${url}/?text=nowhere`)
    await page.getByRole('button', { name: 'Clear the filters' }).click()
    await expect.poll(() => rows().count()).toBe(3)
    expect(await page.locator('#empty').isVisible()).toBe(false)
  })

  test('an empty store says what to do', async () => {
    await open()
    await page.goto(url)
    await expect.poll(() => page.locator('#empty').textContent()).toContain(`${url}/api/events`)
  })

  test('status and notes are kept, and what is being written is not lost to a refresh', async () => {
    await threeIncidents()
    await open()
    await page.goto(url)
    await rows().first().click()
    await detail().getByRole('button', { name: 'Closed' }).click()
    await expect.poll(async () => (await store.get('c'))!.status).toBe('closed')
    await detail().locator('summary').click()
    await detail().locator('textarea').fill('half a thought')
    await store.commit(
      [commit(2, { changes: [{ kind: 'counted', id: 'c', us: start + 300 * second, count: 2 }] })],
      Date.now(),
    )
    await expect.poll(() => detail().locator('.head').textContent()).toContain('seen 2 times')
    expect(await detail().locator('textarea').inputValue()).toBe('half a thought')
    expect(await detail().locator('details').getAttribute('open')).not.toBeNull()
    await detail().getByRole('button', { name: 'Add note' }).click()
    await expect.poll(async () => (await store.get('c'))!.notes.at(-1)?.text).toBe('half a thought')
    await expect.poll(() => detail().locator('.notes').textContent()).toContain('half a thought')
  })

  test('a new incident comes in at the top while another one stays open', async () => {
    await threeIncidents()
    await open()
    await page.goto(`${url}/?incident=b`)
    await expect.poll(() => detail().locator('h2').textContent()).toBe('Foreign origin')
    await store.commit([raising(2, { id: 'd', title: 'Just now', us: start + 900 * second })], Date.now())
    await expect.poll(titles).toEqual(['Just now', 'Injection', 'Foreign origin', 'Token in the URL'])
    expect(await detail().locator('h2').textContent()).toBe('Foreign origin')
    expect(await page.locator('#list .row[aria-current] .title').textContent()).toBe('Foreign origin')
  })

  test('pages go to the end and back', async () => {
    const many = Array.from({ length: 120 }, (_, at) => ({ id: `i${at}`, title: `n${at}`, us: start + at * second }))
    await store.commit([raising(1, ...many)], Date.now())
    await open()
    await page.goto(url)
    const first = () => page.locator('#list .title').first().textContent()
    await expect.poll(first).toBe('n119')
    await page.locator('#older').click()
    await expect.poll(first).toBe('n69')
    await page.locator('#older').click()
    await expect.poll(first).toBe('n19')
    expect(await page.locator('#older').isDisabled()).toBe(true)
    expect(await page.locator('#count').textContent()).toBe('101–120 of 120 incidents')
    await page.locator('#newer').click()
    await expect.poll(first).toBe('n69')
  })

  test('the keyboard is enough', async () => {
    await threeIncidents()
    await open()
    await page.goto(url)
    await expect.poll(() => rows().count()).toBe(3)
    const heading = () => detail().locator('h2').textContent()
    await page.keyboard.press('j')
    await expect.poll(heading).toBe('Injection')
    await page.keyboard.press('j')
    await expect.poll(heading).toBe('Foreign origin')
    await page.keyboard.press('k')
    await expect.poll(heading).toBe('Injection')
    await page.keyboard.press('a')
    await expect.poll(async () => (await store.get('c'))!.status).toBe('acknowledged')
    await page.keyboard.press('Escape')
    await expect.poll(() => detail().locator('h2').count()).toBe(0)
    await page.keyboard.press('/')
    await page.keyboard.type('needle')
    await expect.poll(titles).toEqual(['Injection'])
    expect(await page.locator('#filters [name=text]').inputValue()).toBe('needle')
  })

  test('the browser goes back from an incident to the list', async () => {
    await threeIncidents()
    await open()
    await page.goto(url)
    await rows().first().click()
    await expect.poll(() => detail().locator('h2').count()).toBe(1)
    await page.goBack()
    await expect.poll(() => detail().locator('h2').count()).toBe(0)
  })

  test('a token is asked for, kept for the tab alone, and never put in the address', async () => {
    await threeIncidents()
    await open({ token: 'correct horse' })
    await page.goto(url)
    await page.locator('#token input').fill('wrong')
    await page.keyboard.press('Enter')
    await expect.poll(() => page.locator('#token-wrong').isVisible()).toBe(true)
    await page.locator('#token input').fill('correct horse')
    await page.keyboard.press('Enter')
    await expect.poll(() => rows().count()).toBe(3)
    expect(page.url()).not.toContain('correct')
    expect(await page.evaluate('localStorage.length')).toBe(0)
  })

  test('what runs and what could not be read is shown, a stranger’s text as text', async () => {
    const samples = [{ at: 7, excerpt: `\u202e${markup}` }]
    await store.keepUnreadable([{ source: 'access.log', connector: 'caddy', reason: 'not JSON', count: 2, samples }], 0)
    await open()
    await page.goto(url)
    await page.locator('#state-open').click()
    await page.locator('#state').waitFor()
    const text = await page.locator('#state').innerText()
    expect(text).toContain('access.log')
    expect(text).toContain('caddy')
    expect(text).toContain(`at byte 7: \\u202e${markup}`)
    expect(text).toMatch(
      /unmasked_client_frame\s+75\.0 %\s+9,000\s+3,400\s+2\s+7\s+12\s+34\.6 kB\s+5 too late[\s\S]*cheap_rule/,
    )
    expect(text).toMatch(
      /access\.log\s+9\s+2026-11-22T12:00:00\.000Z\s+4 later than its lateness of 5 s, 1 from far ahead/,
    )
    expect(text).toContain('clock set back by 3,600 s to 2026-11-22T11:00:00.000Z')
    expect(await page.title()).not.toContain('owned')
    await page.keyboard.press('Escape')
    await expect.poll(() => page.locator('#state').isVisible()).toBe(false)
  })

  test('a server that goes away is told of, and what was there stays', async () => {
    await threeIncidents()
    await open()
    await page.goto(url)
    await expect.poll(() => rows().count()).toBe(3)
    await api.close()
    await expect.poll(() => page.locator('#live').textContent()).toContain('No connection')
    expect(await rows().count()).toBe(3)
  })
})
