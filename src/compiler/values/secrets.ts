// A text → which kinds of secrets and personal numbers stand in it. Linear in its length.
import { issuedKeys } from '../../event/issued-keys.ts'

const secretKinds = ['card_number', 'iban', 'private_key', 'api_key', 'password_hash', 'jwt', 'mail_addresses'] as const

export type SecretKind = (typeof secretKinds)[number]

/** Characters that are looked at. */
const longest = 1 << 20

/** So many different addresses are a list, fewer are talk. */
const manyAddresses = 20

/** In the order of `secretKinds`; empty for most texts. */
export function secretsIn(text: string): readonly SecretKind[] {
  const looked = text.length > longest ? text.slice(0, longest) : text
  return secretKinds.filter((kind) => holds[kind](looked))
}

const holds: Readonly<Record<SecretKind, (text: string) => boolean>> = {
  card_number: (text) =>
    beginsLikeCard.test(text) && some(text, card, (found, at) => isCardNumber(found) && !isId(text, found, at)),
  iban: (text) => beginsLikeIban.test(text) && some(text, iban, isIban),
  private_key: (text) => text.includes('-----BEGIN ') && /-----BEGIN (?:[A-Z]{2,10} ){0,2}PRIVATE KEY-----/.test(text),
  api_key: (text) => endsLikePrefix.test(text) && apiKey.test(text),
  // crypt(3): Blowfish, SHA-2, Argon2.
  password_hash: (text) =>
    text.includes('$') &&
    /\$2[abxy]\$\d\d\$[./\w]{53}|\$[56]\$[^$\s"]{1,32}\$[./\w]{43,86}|\$argon2(?:id?|d)\$v=\d+\$/.test(text),
  // RFC 7519 section 3.
  jwt: (text) => text.includes('eyJ') && /(?<!\w)eyJ[\w-]{8,4096}\.eyJ[\w-]{8,4096}\./.test(text),
  mail_addresses: (text) => addressesIn(text) >= manyAddresses,
}

// Of what is looked for in every text a short beginning comes first: most texts have none of it.
const beginsLikeCard = /[3-6]\d{3}[ -]?\d{4}[ -]?\d/
const card = /(?<![\w.-])[3-6]\d{3}[ -]?\d{4}[ -]?\d{4}[ -]?\d{1,7}(?![\w-])/g
const beginsLikeIban = /[A-Z]{2}\d{2}/
const iban = /(?<!\w)[A-Z]{2}\d{2}(?: ?[A-Z0-9]{4}){2,7}(?: ?[A-Z0-9]{1,3})?(?!\w)/g
/** Of `issuedKeys`, how each prefix ends. */
const endsLikePrefix = /AKIA|ASIA|AIza|SG\.|[a-z1]_|[tabprs]-/

const escaped = (text: string): string => text.replace(/[.-]/g, '\\$&')

const apiKey = new RegExp(
  `(?<!\\w)(?:${issuedKeys
    .map(({ prefix, of, least, isExact }) => `${escaped(prefix)}[${of}]{${least}${isExact ? '' : ','}}`)
    .join('|')})(?!\\w)`,
)

function some(text: string, pattern: RegExp, isMeant: (found: string, at: number) => boolean): boolean {
  for (const found of text.matchAll(pattern)) if (isMeant(found[0], found.index)) return true
  return false
}

/** `"orderId":"4…"`: of ten ids that are long enough, one has a check digit that is right. None is written in groups. */
const isId = (text: string, found: string, at: number): boolean =>
  /^\d+$/.test(found) && idName.test(text.slice(Math.max(0, at - 24), at))

/** `cardId` names a card; `paid` and `valid` name no id. */
const idName = /(?<!card_?|pa|val)id["']?\s{0,4}[:=]\s{0,4}["']?$/i

/** Fifteen digits of American Express, sixteen or nineteen of the others. */
const asIssued = /^(?:3[47]\d{13}|(?=\d{16}(?:\d{3})?$)(?:4|5[1-5]|6(?:011|2|4[4-9]|5))\d+)$/

/** ISO/IEC 7812-1 annex B: the digits from the right, every second doubled, add up to a multiple of ten. */
function isCardNumber(found: string): boolean {
  const digits = found.replace(/\D/g, '')
  if (!asIssued.test(digits) || /^(\d)\1+$/.test(digits)) return false
  let sum = 0
  for (let i = 0; i < digits.length; i++) {
    const digit = Number(digits[digits.length - 1 - i])
    sum += i % 2 === 0 ? digit : digit < 5 ? digit * 2 : digit * 2 - 9
  }
  return sum % 10 === 0
}

/** ISO 13616: what is first goes last, letters are numbers from 10, and the whole leaves 1 when divided by 97. */
function isIban(found: string): boolean {
  const plain = found.replaceAll(' ', '')
  if (plain.length < 15 || plain.length > 34) return false
  let rest = 0
  for (const character of plain.slice(4) + plain.slice(0, 4)) {
    const value = Number.parseInt(character, 36)
    rest = (rest * (value > 9 ? 100 : 10) + value) % 97
  }
  return rest === 1
}

function addressesIn(text: string): number {
  const found = new Set<string>()
  for (let at = text.indexOf('@'); at >= 0 && found.size < manyAddresses; at = text.indexOf('@', at + 1)) {
    const name = /[\w.+-]{1,64}$/.exec(text.slice(Math.max(0, at - 64), at))
    const domain = /^[\w-]{1,63}(?:\.[\w-]{1,63}){1,4}/.exec(text.slice(at + 1, at + 200))
    if (name && domain) found.add(`${name[0]}@${domain[0]}`)
  }
  return found.size
}
