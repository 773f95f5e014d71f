// README.md → the commands that it tells people to type, and the files that it tells them to write.

export interface WrittenFile {
  readonly path: string
  readonly text: string
}

interface Block {
  readonly language: string
  readonly text: string
}

const blocks = (markdown: string): Block[] =>
  [...markdown.matchAll(/^```(\w*)\n(.*?)^```$/gms)].map(([, language, text]) => ({ language: language!, text: text! }))

/** Each line of its `sh` blocks. */
export const commandsOf = (markdown: string): string[] =>
  blocks(markdown)
    .filter(({ language }) => language === 'sh')
    .flatMap(({ text }) => text.trim().split('\n'))

/** Each block whose first line is a comment with nothing but a path. */
export const filesOf = (markdown: string): WrittenFile[] =>
  blocks(markdown).flatMap(({ text }) => {
    const path = /^(?:\/\/|#) ([\w./-]+\.\w+)\n/.exec(text)?.[1]
    return path === undefined ? [] : [{ path, text }]
  })
