// A text → the HTTP requests that a firewall of web applications is asked about it.
import { carriers } from '../carriers.ts'

/** The body of a POST. */
export interface Post {
  readonly type: 'application/json' | 'application/x-www-form-urlencoded'
  readonly body: string
}

/** Deep inside a message of the application. */
export const carriedIn = (text: string): Post => documentOf(carriers['nested JSON']!(text))

/** By itself: a document where it is one, else what somebody typed into a form. */
export const alone = (text: string): Post => (isDocument(text) ? documentOf(text) : formOf(text))

const documentOf = (body: string): Post => ({ type: 'application/json', body })

const formOf = (text: string): Post => ({
  type: 'application/x-www-form-urlencoded',
  body: new URLSearchParams({ text }).toString(),
})

function isDocument(text: string): boolean {
  if (!/^\s*[[{]/.test(text)) return false
  try {
    JSON.parse(text)
    return true
  } catch {
    return false
  }
}
