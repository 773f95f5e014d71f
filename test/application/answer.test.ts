// What servers say to a login, in the words that are about.
import { describe, expect, test } from 'vitest'
import { judgeAnswer } from '../../src/application/answer.ts'
import { decodeMessage } from '../../src/application/said.ts'

const judge = (text: string, asked: string | null = null) => judgeAnswer(decodeMessage(text)!, asked)

describe('lets in', () => {
  test.each([
    '{"type":"login_ok"}',
    '{"event":"auth.success","user":"a"}',
    '{"type":"AuthenticationSuccess"}',
    '{"op":"loggedIn"}',
    '{"type":"welcome"}',
    '{"ok":true}',
    '{"type":"response","success":true}',
    '{"type":"login","status":"ok"}',
    '{"status":200}',
    '{"code":0,"msg":"login"}',
    '{"error":null,"ok":true}',
    '{"data":{"authenticated":true}}',
    '{"token":"abc"}',
    '431[true]',
    '431[null,{"name":"a"}]',
    '431["ok"]',
  ])('%s', (text) => expect(judge(text)).toBe('success'))
})

describe('refuses', () => {
  test.each([
    '{"type":"login_failed"}',
    '{"event":"auth.error"}',
    '{"type":"invalid_credentials"}',
    '{"type":"unauthorized"}',
    '{"type":"error","message":"no"}',
    '{"error":"wrong password"}',
    '{"errors":[{"code":1}]}',
    '{"ok":true,"error":"wrong password"}',
    '{"success":false}',
    '{"status":"denied"}',
    '{"result":{"status":"Invalid password"}}',
    '{"code":401}',
    '{"code":-1}',
    '{"type":"login_result","valid":false}',
    '431[false]',
    '431["wrong password"]',
  ])('%s', (text) => expect(judge(text)).toBe('failure'))
})

describe('says nothing of it', () => {
  test.each([
    '{"type":"said","ok":true}',
    '{"type":"price","status":200}',
    '{"type":"presence","user":"a","state":"online"}',
    '{"ok":"true"}',
    '{"code":302}',
    '{"error":null}',
    '{"errors":[]}',
    '{"type":"author","success":true}',
    '{"text":"login failed"}',
    '431[]',
    '431["hello"]',
  ])('%s', (text) => expect(judge(text)).toBeNull())
})

describe('by id', () => {
  test('an answer to the request lets in unless it says otherwise', () => {
    expect(judge('{"id":7,"result":{"name":"a"}}', '7')).toBe('success')
    expect(judge('{"id":7,"error":{"code":-32000}}', '7')).toBe('failure')
  })

  test('an answer to another request is none', () => {
    expect(judge('{"id":8,"success":false}', '7')).toBeNull()
  })

  test('a name that says it needs no id', () => {
    expect(judge('{"type":"login_ok"}', '7')).toBe('success')
  })
})
