// Text → spellings that only a shell understands and that people have no reason to write: blanks, slashes and words hidden.

import { isInCodeSpan } from '../prose.ts'
import { sureness } from './commands.ts'

export interface Trick {
  readonly shape: string
  readonly start: number
  readonly end: number
}

const TRICKS: readonly (readonly [string, RegExp])[] = [
  ['function-import', /(?<![\w$]\s?)\(\)\s{0,8}\{\s{0,8}[:\w]{0,16}\s{0,8};\s{0,8}\}\s{0,8}[;>]/],
  ['server-include', /<!--\s{0,8}#\s{0,8}(?:exec|include|printenv|config|set|echo)\b/i],
  ['hidden-blank', /\w\$\{?IFS\b|\$\{?IFS(?:%\?\?)?\}?[\w/-]/],
  ['sliced-variable', /\$\{[A-Za-z_]\w{1,24}:\d{1,3}:\d{1,3}\}|%[A-Za-z]{3,24}:~-?\d{1,3}(?:,-?\d{1,3})?%/],
  ['changed-case', /\$\{[A-Za-z_]\w{0,24}(?:,,|\^\^)\}/],
  ['fork-bomb', /([\w:]{1,8})\(\)\s{0,4}\{\s{0,4}\1\s{0,4}\|\s{0,4}\1\s{0,4}&/],
  [
    'split-folder',
    /(?:^|[\s;|&])\S{0,16}\/(?:usr|s?bin|etc|dev)\$(?:[A-Za-z_]\w{0,8}|\{[A-Za-z_]\w{0,8}\})\/\w|\/(?:e\$\{\w{1,8}\}tc|et\$\{\w{1,8}\}c|b\$\{\w{1,8}\}in|bi\$\{\w{1,8}\}n)\/\w/,
  ],
  // A spreadsheet's formula that asks another program: `=cmd|' /C calc'!A0`.
  ['exchange-formula', /(?:^|[\s,;"])[=+@*-][^\s|]{0,16}\b(?:cmd|powershell|mshta|rundll32|msexcel)\|\s{0,4}'/i],
  ['redirected-output', /["'|][a-z]{2,12}(?:\s[^"'>\n]{1,64})?>{1,2}\/(?:tmp|var|dev|etc|home|srv|opt)\//i],
  [
    'system-file-written',
    />{1,2}\s{0,4}(?:\/etc\/(?:passwd|shadow|sudoers|cron|ssh)|\/var\/www\/|(?:~|\/root|\/home\/\w{1,32})\/\.(?:ssh|bash))/,
  ],
  ['windows-loop', /\bfor\s+\/[fdlr]\s[^\n]{0,64}%{1,2}[a-z]\s+in\s+\(/i],
  ['redirection', /^\s{0,4}\d?[<>]{1,2}\s{0,4}\/(?:etc|tmp|var|dev|proc|root|home)\/\S{1,128}\s{0,4}$/],
  [
    'option-injection',
    /-o\s{0,4}(?:Proxy|Local)Command\s{0,4}[= ]|--(?:checkpoint-action=exec|use-compress-program|to-command|upload-pack|receive-pack|rsh-command|gpu-launcher|renderer-cmd-prefix|utility-cmd-prefix)=/i,
  ],
  ['caret-escapes', /(?:[a-z]\^){4}/i],
  ['escaped-letters', /\$'(?:\\x[0-9a-f]{2}|\\[0-7]{3}|\\u[0-9a-f]{4}){3}/i],
  [
    'reverse-shell',
    /\/dev\/(?:tcp|udp)\/[\w.${}-]{1,64}\/[\d${]|\bmkfifo\s+\/\w|\bsocket\.socket\([^)]{0,64}\)[^\n]{0,256}\b(?:dup2|pty|subprocess)\b|\buse Socket;/i,
  ],
]
const BRACE_LIST = /\{(,?)([a-z][\w.-]{0,15})(?:,([^{}\s,]{0,64}))?[^{}\s]{0,128}\}/gi
const MOST_LISTS = 32

/** Each of them has one of these. */
const NEEDED =
  /[$%>^]|^\s{0,4}\d?<|\|\s{0,4}'|Command|--(?:checkpoint|use-c|to-c|upload|receive|rsh|gpu|renderer|utility)|\(\)|<!--|\/dev\/|mkfifo|use Socket|socket\./

export function findTrick(text: string): Trick | null {
  const trick = NEEDED.test(text) ? firstTrick(text) : null
  return trick ?? (text.includes('{') ? findBraceList(text) : null)
}

function firstTrick(text: string): Trick | null {
  for (const [shape, pattern] of TRICKS) {
    const found = pattern.exec(text)
    if (found !== null && !isInCodeSpan(text, found.index))
      return { shape, start: found.index, end: found.index + found[0].length }
  }
  return null
}

/** `{cat,/etc/passwd}`: the commas become blanks. */
function findBraceList(text: string): Trick | null {
  BRACE_LIST.lastIndex = 0
  for (let tried = 0; tried < MOST_LISTS; tried++) {
    const found = BRACE_LIST.exec(text)
    if (found === null) return null
    const [whole, comma, name, argument] = found
    const known = sureness(name!)
    const isCommand =
      known !== null &&
      (comma === ',' || /^[-/~$.]/.test(argument ?? '') || (known === 'sure' && argument !== undefined))
    if (isCommand && !isInCodeSpan(text, found.index))
      return { shape: 'brace-command', start: found.index, end: found.index + whole.length }
  }
  return null
}
