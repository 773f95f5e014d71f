// Credentials in evidence: masked, and nothing else is.
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { maskSecrets, namesCredential } from '../../src/incident/secrets.ts'

// biome-ignore format: table
test.each([
  ['{"type":"login","user":"bob","password":"blue-boat"}', '{"type":"login","user":"bob","password":"***"}'],
  ['{"accessToken": "abc.def"}',                           '{"accessToken": "***"}'],
  ['42["login",{"pwd":"x y"}]',                            '42["login",{"pwd":"***"}]'],
  ['{"body":"{\\"password\\":\\"deep\\"}"}',               '{"body":"{\\"password\\":\\"***\\"}"}'],
  ['user=bob&password=hunter2&room=4',                     'user=bob&password=***&room=4'],
  ['101 "theme=dark; PHPSESSID=abc; connect.sid=s%3Aabc"', '101 "theme=dark; PHPSESSID=*** connect.sid=***"'],
  ['/ws?session_id=abc&jwt=def&EIO=4&sid=ghi',             '/ws?session_id=***&jwt=***&EIO=4&sid=ghi'],
  ['Authorization: Bearer abc.def-ghi',                    'Authorization: Bearer ***'],
  ['see eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxIn0.sig here',    'see *** here'],
  ['{"password": "ab\\"cd", "x":1}',                       '{"password": "***", "x":1}'],
  ['{"password":"cut off',                                 '{"password":"***'],
  ['GET /ws Authorization: Basic dTpw Host: a',            'GET /ws Authorization: Basic ***'],
  ['Cookie: theme=dark; sid=abc\nHost: a',                 'Cookie: ***\nHost: a'],
  ['X-Api-Key: abc Host: a',                               'X-Api-Key: *** Host: a'],
  ['wss://bob:boat@example.com/ws',                        'wss://bob:***@example.com/ws'],
  ['cut eyJhbGciOiJIUzI1NiJ9.eyJzdWIi',                    'cut ***'],
  ['cut eyJhbGciOiJIUzI1NiJ9',                             'cut ***'],
  ['CONNECT\nlogin:eve\npasscode:blue boat\n\n\0',           'CONNECT\nlogin:eve\npasscode:***\n\n\0'],
  ['["CONNECT\\nlogin:eve\\npasscode:blue\\n\\n"]',           '["CONNECT\\nlogin:eve\\npasscode:***\\n\\n"]'],
  ['{"login":"eve","passcode":"1234"}',                  '{"login":"eve","passcode":"***"}'],
  ['mutation { login(user: "eve", password: "a\\"b") }',  'mutation { login(user: "eve", password: "***") }'],
  ['{"query":"{ login(password: \\"blue\\") }"}',         '{"query":"{ login(password: \\"***\\") }"}'],
  ['{"password":{"$ne":null}}',                            '{"password":{"$ne":null}}'],
  ['the token ring was a network',                         'the token ring was a network'],
  ["{\"productId\": \"1' OR 1=1--\"}",                     "{\"productId\": \"1' OR 1=1--\"}"],
])('%s', (text, masked) => {
  expect(maskSecrets(text)).toBe(masked)
})

test('masking twice is masking once', () => {
  const piece = fc.constantFrom(
    'password',
    'token',
    '"',
    "'",
    ':',
    '=',
    '\\',
    ' ',
    'Bearer',
    'cookie',
    'a',
    '***',
    '//',
    '@',
  )
  const text = fc.array(piece, { maxLength: 30 }).map((pieces) => pieces.join(''))
  fc.assert(fc.property(text, (any) => maskSecrets(maskSecrets(any)) === maskSecrets(any)))
})

test.each([
  ['http.request.headers.cookie', true],
  ['user.password', true],
  ['api_key', true],
  ['stomp.headers.passcode', true],
  ['session_token', true],
  ['http.cookie.value', true],
  ['graphql.payload.authToken', true],
  ['rpc.params.newPassword', true],
  ['json(websocket.payload.text, "$.token")', true],
  ['lower(stomp.headers.passcode)', true],
  ['json(websocket.payload.text, "$.room")', false],
  ['rpc.params.tokenizer', false],
  ['tokens.count', false],
  ['message', false],
])('%s names a credential: %s', (name, does) => {
  expect(namesCredential(name)).toBe(does)
})

test('it takes no longer than the text is long, whatever the text', () => {
  const pieces = ['a.', 'password', '"a', '\\"', 'eyJ', 'a://', 'eyJa.', 'eyJ-', 'cookie:', '"password":"']
  const runs = ['auth.', 'sess-', 'x-', '-eyJaaaaaaaa']
  for (const piece of [...pieces, ...runs]) {
    // Where time grew with the square of the length, the runner would lose its patience.
    expect(maskSecrets(`${piece.repeat((1 << 19) / piece.length)}!`)).toBeTypeOf('string')
  }
})
