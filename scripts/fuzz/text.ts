// Programs → texts that are nearly programs.

const pick = <Item>(items: readonly Item[], random: () => number): Item => items[Math.floor(random() * items.length)]!

const pieces = /"""[\s\S]*?"""|"(?:[^"\\\n]|\\.)*"|\/\/[^\n]*|[\w.$]+|\s+|[^\w\s]/g

/** What programs are made of: words, texts, signs, blanks. */
export const wordsOf = (texts: readonly string[]): readonly string[] => [
  ...new Set(texts.flatMap((text) => text.match(pieces) ?? [])),
]

/** One mutated text. `random` is from 0 to below 1. */
export function mutateText(texts: readonly string[], words: readonly string[], random: () => number): string {
  let parts = [...(pick(texts, random).match(pieces) ?? [])]
  const times = Math.floor(random() * random() * 6)
  for (let n = 0; n <= times; n++) parts = pick(mutations, random)(parts, { texts, words, random })
  const text = parts.join('')
  return text.length > longest ? text.slice(0, longest) : text
}

/** Longer ones find nothing that these do not. */
const longest = 5000

interface Material {
  readonly texts: readonly string[]
  readonly words: readonly string[]
  readonly random: () => number
}

type Mutation = (parts: string[], material: Material) => string[]

function range(parts: readonly string[], random: () => number): readonly [from: number, to: number] {
  const from = Math.floor(random() * (parts.length + 1))
  return [from, Math.min(parts.length, from + Math.floor(random() * random() * 40))]
}

const mutations: readonly Mutation[] = [
  function nothing(parts) {
    return parts
  },
  function lose(parts, { random }) {
    const [from, to] = range(parts, random)
    return [...parts.slice(0, from), ...parts.slice(to)]
  },
  function sayTwice(parts, { random }) {
    const [from, to] = range(parts, random)
    return [...parts.slice(0, to), ...parts.slice(from)]
  },
  function otherWord(parts, { words, random }) {
    if (parts.length === 0) return parts
    return parts.with(Math.floor(random() * parts.length), pick(words, random))
  },
  function oneMore(parts, { words, random }) {
    const [at] = range(parts, random)
    return [...parts.slice(0, at), random() < 0.5 ? pick(words, random) : pick(hostile, random), ...parts.slice(at)]
  },
  function move(parts, { random }) {
    const [from, to] = range(parts, random)
    const rest = [...parts.slice(0, from), ...parts.slice(to)]
    const [at] = range(rest, random)
    return [...rest.slice(0, at), ...parts.slice(from, to), ...rest.slice(at)]
  },
  function mix(parts, { texts, random }) {
    const other = pick(texts, random).match(pieces) ?? []
    const [from, to] = range(other, random)
    const [at] = range(parts, random)
    return [...parts.slice(0, at), ...other.slice(from, to), ...parts.slice(at)]
  },
  function cutShort(parts, { random }) {
    return parts.slice(0, range(parts, random)[0])
  },
]

/** What has broken compilers before. */
const hostile: readonly string[] = [
  ...['"', '"""', '`', '/*', '//', '\\', '\0', '\ud800', '💥', '\u2028', '\r', '{{', '}}', '${', '`${'],
  ...['(', ')', '[', ']', '{', '}', '|', '->', '-', '*', '+', '?', '!', ':', '=', '==', '$', '$$', '@', '#', '~'],
  ...['0', '-0', '1e999', '99999999999999999999', '0.1e-999', '1e', '.5', '5.', '9999999999d', '0s', '1ns', 'NaN'],
  ...['__proto__', 'constructor', 'toString', 'hasOwnProperty', 'prototype', 'null', 'true', 'undefined'],
  ...['not '.repeat(300), '('.repeat(300), '-'.repeat(300), 'length('.repeat(200), '[any] '.repeat(200)],
]
