// A config → the settings that requests are read with.
import { expect, test } from 'vitest'
import { requestSettings } from '../../src/app/config.ts'
import { parseConfig } from '../../src/config/parse.ts'

const settingsOf = (text: string) => {
  const parsed = parseConfig(text)
  if (!parsed.ok) throw new Error(JSON.stringify(parsed.diagnostics))
  return requestSettings({ config: parsed.config, path: null, resolve: (path) => path })
}

test('the proxies of the config are trusted, and no others', () => {
  const { trustedProxies } = settingsOf('version: 1\ntrusted_proxies: [10.0.0.0/8]')
  expect(['10.0.0.1', '11.0.0.1'].map((address) => trustedProxies.judge(address)?.isTrusted)).toEqual([true, false])
})

test('no proxy is trusted untold', () => {
  expect(settingsOf('version: 1').trustedProxies.judge('10.0.0.1')).toBeNull()
})

test('origins and cookies of the config are at home', () => {
  const settings = settingsOf('version: 1\napp: { origins: [example.com], session_cookies: [who] }')
  expect(settings).toMatchObject({ origins: ['example.com'], sessionCookies: ['who'] })
})
