// What follows a command's name → whether the command ends there, has an argument of a command, or is a word of prose.
import { assigning, counts, networked, quoting, secondWords, sureness, wrappers } from './commands.ts'

export type Following = 'end' | 'argument' | 'prose'

const ENDS = /^(?:$|[;|&\n\r\0"'`)#}]|\\[nr]\b|\\["'])/
const REDIRECT = /^\d?[<>]{1,3}&?\s*[\w/$&.\\'"({]/
const IFS = /^\$\{?IFS/
const GLUED_VARIABLE = /^\$[A-Z]{2}/
const FLAG = /^(?:--?[a-z0-9][\w=:./,-]*|\+[a-z]\b)/i
const WINDOWS_FLAG = /^\/[a-z?]{1,8}(?:\s|$|:)/i
const PATH =
  /^(?:~?\/(?:$|\s+-|[)"'`;|&]|[\w.*?[{$'"~\\/])|\.\s+-|\.\.?[\\/]|[a-z]:[\\/]|[a-z]:$|%[a-z]+(?::[^%]{1,16})?%|\\\\[\w.])/i
const ADDRESS =
  /^(?:(?:https?|ftp|file|dict|gopher|tftp|smb):|\d{1,3}(?:\.\d{1,3}){3}|[\w-]+(?:\.[\w-]+)*:\d{2,5}\b|localhost\b|[\w-]+(?:\.[\w-]+){2,}(?:\/|$|\s))/i
const HOST = /^(?:[\w.+-]{1,64}@)?[\w-]{1,63}(?:\.[\w-]{1,63}){1,8}(?:[\s:/]|[`"');|&]|\\[nr]|$)/
const ONE_WORD = /^[\w.-]{1,4096}\s*(?:$|[;|&\n\r)`>]|\\n)/
const EXPANSION = /^(?:\$[\w({'"@*$]|`\S|<\?)/
const QUOTED = /^\\?["']\S/
const QUOTED_PLACE = /^\\?["'](?:~?\/|-|\$|[a-z]:[\\/])/i
const FILE =
  /^[\w.*-]*\*[\w.*-]*(?:\s|$)|^[\w-]+\.(?:php\d?|txt|ini|conf|cfg|ya?ml|env|log|html?|jsp|asp|aspx|py|pl|rb|sh|js|sql|db|bak|key|pem|xml|exe|bat|cmd|csv|json)\b/i
const NUMBER = /^\d+(?:\.\d+)?[smhd]?(?:\s*(?:$|[<>;|&#"'`)\n\\/*+-]))/

/** `at` is behind the name. */
export function following(text: string, at: number, name: string): Following {
  // A blank of a form, where some were left as they are.
  const raw = (text[at] === '+' ? ' ' : '') + text.slice(text[at] === '+' ? at + 1 : at, at + 128)
  if (IFS.test(raw) || REDIRECT.test(raw) || GLUED_VARIABLE.test(raw)) return 'argument'
  if (ENDS.test(raw)) return 'end'
  if (/^%[A-Za-z]+:~/.test(raw)) return 'argument'
  const rest = raw.trimStart()
  if (rest === raw && !/^[</\\,]/.test(rest)) return 'prose'
  if (rest === '' || /^[;|&#\n\r]/.test(rest) || /^["'`)]+\s*(?:$|[;|&#])/.test(rest)) return 'end'
  return isArgument(rest, name) ? 'argument' : 'prose'
}

function isArgument(rest: string, name: string): boolean {
  if (FLAG.test(rest) || PATH.test(rest) || ADDRESS.test(rest) || REDIRECT.test(rest) || FILE.test(rest)) return true
  if (EXPANSION.test(rest) || WINDOWS_FLAG.test(rest)) return true
  if (QUOTED.test(rest) && (quoting.has(name) || QUOTED_PLACE.test(rest))) return true
  if (counts.has(name) && NUMBER.test(rest)) return true
  if ((name === 'echo' || name === 'printf') && ONE_WORD.test(rest)) return true
  if (networked.has(name) && HOST.test(rest)) return true
  if (assigning.has(name) && /^\w+=/.test(rest)) return true
  if (name === 'chmod' && /^(?:[0-7]{3,4}|[ugoa]*\+[rwxs]+)\s/.test(rest)) return true
  if (name === 'su' && /^-\s*$/.test(rest)) return true
  if (wrappers.has(name)) return wraps(rest, name)
  const second = /^[\w-]+/.exec(rest)?.[0].toLowerCase()
  return second !== undefined && (secondWords.get(name.replace(/\.exe$/, ''))?.has(second) ?? false)
}

function wraps(rest: string, wrapper: string): boolean {
  const inner = /^(?:\d+[smhd]?\s+)?([\w/.-]+)/.exec(rest)
  if (inner === null) return false
  const name = inner[1]!.slice(inner[1]!.lastIndexOf('/') + 1)
  const known = sureness(name)
  return (
    known === 'sure' ||
    (known === 'word' && !wrappers.has(name) && isGiven(following(rest, inner[0].length, name), wrapper))
  )
}

/** `nice cat` and `time date` are words side by side; nobody says `sudo id`. */
function isGiven(what: Following, wrapper: string): boolean {
  return what === 'argument' || (what === 'end' && !/^(?:time|nice|watch|exec|command)$/.test(wrapper))
}
