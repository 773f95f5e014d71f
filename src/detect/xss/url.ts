// An attribute's value, references decoded → whether following it runs script.

// URL standard 4.4: tabs and line ends vanish from a URL and controls in front of it; old parsers drop more.
const IGNORED = /(?:\\0)+|[\x00-\x20\x7f-\xa0\u1680\u180e\u2000-\u200f\u2028-\u202f\u205f\u3000\ufeff\\]+/g
const SCRIPT_SCHEME = /^[^a-z]{0,16}(?:feed:|view-source:|jar:)*(?:javascript|vbscript|livescript|mocha|jscript):(.*)$/
const NOTHING_TO_RUN = /^(?:void\(?0?\)?|false|null|undefined|return(?:false|true)?|)?[;,)]*$/
const SCRIPT_INSIDE = /[^a-z](?:javascript|vbscript):(?=[^;)]{0,256}[\w$\])][(`=[])/
const ACTIVE_DOCUMENT =
  /^data:(?:text\/(?:html|xml|xsl|vbscript|javascript|x-scriptlet)|application\/(?:xhtml|xml|javascript|x-javascript|x-dom|x-x509)|image\/svg|[^,;/]{0,64}(?:;[^,]{0,64})?,.{0,256}<)/
const MOST = 8_192

export type Target = 'script' | 'document' | 'plain'

/** What a link, a source or an action of this value is. */
export function targetOf(value: string): Target {
  if (!value.includes(':')) return 'plain'
  const url = value.slice(0, MOST).replace(IGNORED, '').toLowerCase()
  const body = SCRIPT_SCHEME.exec(url)?.[1]
  if (body !== undefined) return NOTHING_TO_RUN.test(body) ? 'plain' : 'script'
  if (ACTIVE_DOCUMENT.test(url)) return 'document'
  return SCRIPT_INSIDE.test(url) ? 'script' : 'plain'
}

// A host written as one number, in octal or hexadecimal, percent-encoded or cut by white space hides where a link leads.
const NUMBER_HOST =
  /^\s*https?:\/\/(?:\d{8,10}|0x[\da-f]{8}|(?:0x[\da-f]{1,8}|0\d{1,11}|\d{1,3})(?:\.(?:0x[\da-f]{1,8}|0\d{1,11}|\d{1,3})){1,3})(?=[:/?#]|$)/i
const DOTTED_HOST =
  /^\s*https?:\/\/(?:[1-9]?\d|1\d\d|2[0-4]\d|25[0-5])(?:\.(?:[1-9]?\d|1\d\d|2[0-4]\d|25[0-5])){3}(?=[:/?#]|$)/i
const ENCODED_HOST = /^\s*https?:\/\/(?:%[\da-f]{2}){3}/i
const NAMED_USER = /^\s*https?:\/\/[^/?#\s@]{1,64}\.[^/?#\s@]{1,64}@/i
const CUT_SCHEME = /^\s*h[\t\r\n]*t[\t\r\n]*t[\t\r\n]*p[\t\r\n]*s?[\t\r\n]*:/i

export function hidesItsHost(value: string): boolean {
  if (ENCODED_HOST.test(value) || NAMED_USER.test(value)) return true
  if (CUT_SCHEME.test(value) && /[\t\r\n]/.test(value.trim().slice(0, 256))) return true
  return NUMBER_HOST.test(value) && !DOTTED_HOST.test(value)
}
