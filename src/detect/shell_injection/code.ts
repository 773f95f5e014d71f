// Text → the call by which code of PHP, Python, Ruby, Perl, Java or Node runs a command, where code may stand.
import { isCodeBefore } from '../code-before.ts'
import { isProse } from '../prose.ts'
import { sureness } from './commands.ts'

/** Functions that run what they are given, and those that probes call to be seen. Their modules stand before some. */
const RUNNERS = new Set(
  `system exec passthru shell_exec popen popen2 popen3 proc_open pcntl_exec eval assert create_function call_user_func include require
  run call check_output getoutput __import__ execfile execsync spawnsync execfilesync spawn start execute print file_get_contents
  readfile var_dump phpinfo phpversion getruntime processbuilder gethostbyname createobject`
    .trim()
    .split(/\s+/),
)
/** Names that mean running only as members of these. */
const MEMBER = /^(?:run|call|start)$/
const MODULE = /(?:subprocess|process|commands|shell)\.$/i
/** `phpinfo()` and `getRuntime()` take nothing; the others are given something to run. */
const BARE_CALL = /^(?:phpinfo|phpversion|getruntime|processbuilder|gethostbyname|createobject)$/
const GIVEN = /\(\s*(?:["'$`[]|__)/y
/** Talk of code calls these with anything; an attempt gives them a command or a name of the request. */
const COMMON = /^(?:eval|assert|include|require|print|spawn|execute|exec|var_dump)$/
const COMMAND =
  /\(\s*["'`]?\s*(?:(?:echo|ls|pwd|sleep|whoami|id|cat|dir|type|uname|curl|wget|ping|nc|bash|sh|cmd|powershell|netstat|ifconfig|ipconfig|\/bin|\/usr|rm|env|ps)\b|\$_|\$\{)/i
const RUNS = /^(?:exec|spawn|execute|eval)$/

/** `exec('set')` */
function isGivenCommand(text: string, at: number): boolean {
  const word = /^\(\s*["'`]([\w.-]{1,24})["'`\s]/.exec(text.slice(at, at + 48))?.[1]
  return word !== undefined && sureness(word) !== null
}

/** `system("atic") review`: the end of a word, and prose behind it. */
const WORD_IN_PARTS = /^\(["'`]?[a-z]{2,12}["'`]?\)\s+[a-z]/
const CHILD_PROCESS = /\(\s*["'](?:node:)?(?:child_process|open3|open4|net\/http)|\(\s*["']java\.lang/i
const TRIED = 32

// PHP evaluates calls in braces inside of its strings.
const BRACES =
  /\$\{\s*@?\s*(?:sleep|phpinfo|print|system|exec|passthru|shell_exec|eval|assert|file_get_contents|readfile|include|var_dump|md5|printf|die|exit)\s*\(/i
const SCRIPT_TAG =
  /<\?(?:php\b|=)?\s{0,8}(?:@?(?:system|exec|passthru|shell_exec|eval|include|require|echo|print|phpinfo|assert|file_put_contents)\b|\$_|`)/i
// What leaves a text of PHP, does something, and makes a remark of the rest: `';exit(md5(1));//`.
const LEFT_TEXT =
  /(?:^|['")\w])\s{0,4}[;.]\s{0,4}@?(?:exit|die|print|print_r|var_dump|md5|phpinfo|system|eval|assert|sleep)\s{0,4}\([^\n]{0,128}\)\s{0,4};\s{0,4}(?:\/\/|#|\/\*)/i
const REQUEST_RUN = /[{;(]\s*\$_(?:GET|POST|REQUEST|COOKIE|SERVER)\s*\[/

export interface CodePart {
  readonly shape: string
  readonly start: number
  readonly end: number
}

export function findCode(text: string): CodePart | null {
  if (!text.includes('(') && !text.includes('<?') && !text.includes('$_')) return null
  return (
    firstPart(BRACES, text, 'interpolated-call') ??
    firstPart(SCRIPT_TAG, text, 'server-script') ??
    findCall(text) ??
    (text.includes(');') ? firstPart(LEFT_TEXT, text, 'code-call') : null) ??
    firstPart(REQUEST_RUN, text, 'request-variable')
  )
}

function firstPart(pattern: RegExp, text: string, shape: string): CodePart | null {
  const found = pattern.exec(text)
  return found === null ? null : { shape, start: found.index, end: found.index + found[0].length }
}

function findCall(text: string): CodePart | null {
  let tried = 0
  for (let at = text.indexOf('('); at !== -1 && tried < TRIED; at = text.indexOf('(', at + 1)) {
    const name = nameBefore(text, at)
    if (name === undefined || !RUNNERS.has(name.trimEnd().toLowerCase())) continue
    tried++
    if (isRun(text, at, name)) return { shape: 'code-call', start: at - name.length, end: at + 1 }
  }
  return null
}

/** Behind a line's end as escaped text has it, `\n`, the letter is none of the name. */
function nameBefore(text: string, at: number): string | undefined {
  const name = NAME_BEFORE.exec(text.slice(Math.max(0, at - 24), at))?.[0]
  if (name === undefined || text[at - name.length - 1] !== '\\' || !/^[nrt]/.test(name)) return name
  return name.slice(1)
}

const NAME_BEFORE = /(?<![\w$>-])[A-Za-z_]\w+\s?$/

function isRun(text: string, at: number, name: string): boolean {
  const plain = name.trimEnd().toLowerCase()
  const before = text.slice(Math.max(0, at - name.length - 16), at - name.length)
  if (MEMBER.test(plain) && !MODULE.test(before)) return false
  GIVEN.lastIndex = at
  if (!BARE_CALL.test(plain) && !GIVEN.test(text)) return false
  const start = at - name.length
  if (
    COMMON.test(plain) &&
    !MODULE.test(before) &&
    !COMMAND.test(text.slice(at, at + 64)) &&
    !(RUNS.test(plain) && isGivenCommand(text, at)) &&
    !CHILD_PROCESS.test(text.slice(at, at + 48))
  )
    return false
  if (WORD_IN_PARTS.test(text.slice(at, at + 32)) && !COMMAND.test(text.slice(at, at + 64))) return false
  const isSaid = text.slice(0, start).trim() === '' && isProse(text.slice(text.indexOf(')', at) + 1))
  return !isSaid && isCodeBefore(text, start)
}
