// soughtId(text): the number of the thing that a message asks for.
import { remembered } from '../values/remembered.ts'
import { soughtIdOf } from '../values/sought-id.ts'
import { defineFunction } from './function.ts'

const ofText = remembered(soughtIdOf)

export const soughtId = defineFunction({
  name: 'soughtId',
  summary:
    'The number of the thing that a message in JSON asks for: of a member that is called `…Id`, `…_id`, `…Number` or `…No`, or `id` inside `params`, `data`, `args`, `payload`, `variables` and the like. Null where there is none; the number that a message itself has is none.',
  parameters: [{ name: 'text', type: 'keyword' }],
  returns: 'long',
  folds: false,
  examples: [
    { expression: 'soughtId("""{"action":"invoice","invoiceId":1042}""")', value: 1042 },
    { expression: 'soughtId("""{"jsonrpc":"2.0","id":7,"method":"user","params":{"id":"31"}}""")', value: 31 },
    { expression: 'soughtId("""42["order",{"id":5}]""")', value: 5 },
    { expression: 'soughtId("""{"id":7,"type":"subscribe"}""")', value: null },
    { expression: 'soughtId("""{"requestId":7,"text":"hi"}""")', value: null },
    { expression: 'soughtId(null)', value: null },
  ],
  prepare: () => ofText,
})
