// What TypeScript is to know of sources.cjs.
export const record: string
export const hashOf: (root: string) => string
