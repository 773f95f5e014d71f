// What looks like a token goes, wherever it stands in the text; what people read a log for stays.
import { expect, test } from 'vitest'
import { maskPath, maskUrl, withoutCredentials, withoutTokens } from '../../src/request/tokens.ts'

const jwt = 'eyJhbGciOiJub25lIn0.eyJzdWIiOiJhIn0.c2ln'
const long = 'k'.repeat(40)

test.each([
  [jwt, '***'],
  [`a:${jwt}:b`, 'a:***:b'],
  [`a${jwt}`, 'a***'],
  ['eyJ.eyJhead.body.sig,x', '***,x'],
  [`chat, ${long}`, 'chat, ***'],
  [`base64url.bearer.authorization.k8s.io.${long}`, 'base64url.bearer.authorization.k8s.io.***'],
  [`x,${long},y`, 'x,***,y'],
  [`x,${long.slice(1)},y`, `x,${long.slice(1)},y`],
  [`${long}:y`, `${long}:y`],
  ['graphql-transport-ws', 'graphql-transport-ws'],
  ['eyJustAWord.txt', 'eyJustAWord.txt'],
  ['', ''],
])('without tokens, %s is %s', (text, left) => expect(withoutTokens(text)).toBe(left))

test.each([
  ['/ws?room=4&token=abc', '/ws?room=4&token=***'],
  ['token=abc&room=4', 'token=***&room=4'],
  [`https://a.example/?x=${jwt}`, 'https://a.example/?x=***'],
  ['Root=1-67891233-abcdef', 'Root=1-67891233-abcdef'],
  ['a=b', 'a=b'],
])('without credentials, %s is %s', (text, left) => expect(withoutCredentials(text)).toBe(left))

test.each([
  [`/ws/${jwt}`, '/ws/***'],
  [`/ws/${jwt}/rooms/4`, '/ws/***/rooms/4'],
  [`/ws/v1,${jwt};x`, '/ws/v1,***;x'],
  [`/files/${long}/part`, `/files/${long}/part`],
  ['/eyJustAWord.txt', '/eyJustAWord.txt'],
  ['/chat', '/chat'],
])('of a path, %s is %s', (path, left) => expect(maskPath(path)).toBe(left))

test('a URL keeps everything but the values of credentials', () => {
  expect(maskUrl('https://h.example/a?token=abc&room=1')).toBe('https://h.example/a?token=***&room=1')
  expect(maskUrl('https://h.example/a')).toBe('https://h.example/a')
  expect(maskUrl(`https://h.example/${jwt}?room=1`)).toBe('https://h.example/***?room=1')
})

test('it takes no longer than the text is long', () => {
  for (const piece of ['eyJ', 'eyJa.', 'a', 'a,', 'token=', '?a=&']) {
    // Where time grew with the square of the length, the runner would lose its patience.
    expect(withoutCredentials(`${piece.repeat((1 << 19) / piece.length)};`)).toBeTypeOf('string')
    expect(maskPath(`/${piece.repeat((1 << 19) / piece.length)}`)).toBeTypeOf('string')
  }
})
