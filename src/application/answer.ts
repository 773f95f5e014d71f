// What a server said while a login was under way → whether it let the user in; null where it is no answer to that.
import type { JsonObject, Said } from './said.ts'
import { squeeze } from './words.ts'

export type Outcome = 'success' | 'failure'

/** `asked` is the id of the login request, where it had one. */
export function judgeAnswer(said: Said, asked: string | null): Outcome | null {
  const name = squeeze(said.name)
  if (failureName.test(name)) return 'failure'
  if (successName.test(name)) return 'success'
  if (asked !== null && said.id !== null) return said.id === asked ? (judgeContent(said) ?? 'success') : null
  if (name !== '' && !plainName.test(name) && !loginWord.test(name)) return null
  if (plainFailure.test(name)) return 'failure'
  return judgeContent(said)
}

const loginWord = /log[io]n|signin|auth(?!ors?$)|identif/
const failureName =
  /(?:log[io]n|signin|auth\w*|identif\w*|credentials?|password|session|token).*(?:fail|err|den|reject|invalid|refus|bad|wrong|incorrect|expired)|(?:fail|err|den|reject|invalid|refus|bad|wrong|incorrect).*(?:log[io]n|signin|auth|credential|password|token)|^un(?:auth|identified)|^notauth|^forbidden$|^connectionerror$/
const successName =
  /(?:log[io]n|signin|auth|authentication|identification)(?:ok|okay|success|successful|succeeded|accepted|granted|ack|complete|completed|done)$|^(?:auth|ok|success)?(?:authenticated|authorized|authorised|loggedin|signedin|identified|welcome)$|^connectionack$|^(?:success|ok)(?:ful)?(?:log[io]n|signin|auth)$/
/** Names that say only that this is an answer. */
const plainName =
  /^(?:response|resp|res|result|reply|ack|answer|ok|success|status|completion|error|err|fail|failed|failure|exception|denied|nack|rejected)$/
const plainFailure = /^(?:error|err|fail|failed|failure|exception|denied|nack|rejected)$/

function judgeContent({ bodies, args }: Said): Outcome | null {
  for (const body of bodies) {
    const outcome = judgeBody(body)
    if (outcome !== null) return outcome
  }
  return judgeArguments(args)
}

/** A refusal outweighs what else the same object says. */
function judgeBody(body: JsonObject): Outcome | null {
  const signs = Object.entries(body).map(([key, value]) => judgeEntry(squeeze(key), value))
  return signs.includes('failure') ? 'failure' : signs.includes('success') ? 'success' : null
}

const flagKeys = /^(?:ok|success|successful|authenticated|authorized|authorised|loggedin|accepted|valid)$/
const errorKeys = /^(?:error|err|errors|errormessage|errorcode)$/
const stateKeys = /^(?:status|result|outcome|state|code|statuscode|resultcode)$/
const grantKeys = /^(?:token|accesstoken|sessiontoken|sessionid|jwt)$/
const goodWords = /^(?:ok|okay|success|successful|succeeded|authenticated|authorized|accepted|granted|loggedin)$/
const badWords = /fail|error|den(?:y|ied)|reject|invalid|refus|wrong|incorrect|unauth|forbidden|notallowed/

function judgeEntry(key: string, value: unknown): Outcome | null {
  if (flagKeys.test(key) && typeof value === 'boolean') return value ? 'success' : 'failure'
  if (errorKeys.test(key)) return isNothing(value) ? null : 'failure'
  if (stateKeys.test(key)) return judgeState(value)
  return grantKeys.test(key) && typeof value === 'string' && value !== '' ? 'success' : null
}

const isNothing = (value: unknown): boolean =>
  value === null || value === false || value === '' || value === 0 || (Array.isArray(value) && value.length === 0)

/** Words, HTTP status codes, and the habit of 0 for success. */
function judgeState(value: unknown): Outcome | null {
  if (typeof value === 'boolean') return value ? 'success' : 'failure'
  if (typeof value === 'string') {
    const word = squeeze(value)
    return goodWords.test(word) ? 'success' : badWords.test(word) ? 'failure' : null
  }
  if (typeof value !== 'number') return null
  if (value === 0 || (value >= 200 && value < 300)) return 'success'
  return value < 0 || (value >= 400 && value < 600) ? 'failure' : null
}

/** Acknowledgements by position: `[null, {…}]` and `["wrong password"]` as callbacks are called, `[true]`. */
function judgeArguments([first, second]: readonly unknown[]): Outcome | null {
  if (typeof first === 'boolean') return first ? 'success' : 'failure'
  if (first === null && second !== undefined) return 'success'
  if (typeof first !== 'string') return null
  return badWords.test(squeeze(first)) ? 'failure' : goodWords.test(squeeze(first)) ? 'success' : null
}
