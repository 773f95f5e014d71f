// Text → the same text, place by place, as a page read as US-ASCII shows it.

// Where the high bit is lost, ¼ is `<`, ¾ is `>` and ¢ is `"`.
const FOLDED: Readonly<Record<string, string>> = { '\u00bc': '<', '\u00be': '>', '\u00a2': '"' }

/** Every character keeps its place, so that what is found lies where it was sent. */
export function fold(text: string): string {
  return text.includes('\u00bc') ? text.replace(/[\u00bc\u00be\u00a2]/g, (character) => FOLDED[character]!) : text
}
