// A text at the inside of a filter's parenthesis → where what RFC 4515 section 3 has there ends; -1 where something else stands.

/** `attr "=" value`, `attr ">=" value`, `attr ":dn:2.5.13.5:=" value`; a value goes on to the next parenthesis. */
const item = /(?:[A-Za-z\d][\w.;-]{0,63}|\*)(?::[\w.:-]{0,64}:?|[~<>])?=(?!=)[^()=]{0,256}/y

export function isItem(text: string, at: number): number {
  item.lastIndex = at
  return item.test(text) ? item.lastIndex : -1
}

const opening = /(?:\(\s{0,4}[&|!]?\s{0,4}){1,16}/y

/** `(uid=a)(…`, of which the text may have the beginning alone. */
export function isFilterList(text: string, start: number): number {
  opening.lastIndex = start
  if (!opening.test(text)) return -1
  const end = isItem(text, opening.lastIndex)
  return end >= 0 && (end >= text.length || text[end] === ')' || text[end] === '(') ? end : -1
}
