// Credentials in evidence: masked, and nothing else is.
import { expect, test } from 'vitest'
import { maskSecrets } from '../../src/incident/secrets.ts'

// biome-ignore format: table
test.each([
  ['{"type":"login","user":"bob","password":"blue-boat"}', '{"type":"login","user":"bob","password":"***"}'],
  ['{"accessToken": "abc.def"}',                           '{"accessToken": "***"}'],
  ['42["login",{"pwd":"x y"}]',                            '42["login",{"pwd":"***"}]'],
  ['{"body":"{\\"password\\":\\"deep\\"}"}',               '{"body":"{\\"password\\":\\"***\\"}"}'],
  ['user=bob&password=hunter2&room=4',                     'user=bob&password=***&room=4'],
  ['Authorization: Bearer abc.def-ghi',                    'Authorization: Bearer ***'],
  ['see eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxIn0.sig here',    'see *** here'],
  ['{"password":{"$ne":null}}',                            '{"password":{"$ne":null}}'],
  ['the token ring was a network',                         'the token ring was a network'],
  ["{\"productId\": \"1' OR 1=1--\"}",                     "{\"productId\": \"1' OR 1=1--\"}"],
])('%s', (text, masked) => {
  expect(maskSecrets(text)).toBe(masked)
})
