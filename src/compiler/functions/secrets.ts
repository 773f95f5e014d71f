// secrets(text): which kinds of secrets and personal numbers stand in a text.
import { remembered } from '../values/remembered.ts'
import { secretsIn } from '../values/secrets.ts'
import { defineFunction } from './function.ts'

const ofText = remembered((text) => secretsIn(text).join(',') || null)

export const secrets = defineFunction({
  name: 'secrets',
  summary:
    'The kinds of secrets and personal numbers in a text, joined by commas: `card_number` (by its check digit), `iban` (the same), `private_key`, `api_key` (by how issuers begin them), `password_hash`, `jwt`, `mail_addresses` (twenty or more). Null where there are none.',
  parameters: [{ name: 'text', type: 'keyword' }],
  returns: 'keyword',
  folds: false,
  examples: [
    { expression: 'secrets("4111 1111 1111 1111 and GB82 WEST 1234 5698 7654 32")', value: 'card_number,iban' },
    { expression: 'secrets("4111 1111 1111 1112")', value: null },
    { expression: 'secrets("-----BEGIN RSA PRIVATE KEY-----")', value: 'private_key' },
    { expression: 'secrets("hello")', value: null },
    { expression: 'secrets(null)', value: null },
  ],
  prepare: () => ofText,
})
