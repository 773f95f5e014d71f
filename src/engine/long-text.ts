// A text of any length → one of few characters that stands for it: its beginning, and a hash of the whole.
import { hash } from 'node:crypto'

/** Characters. What is no longer stands for itself. */
export const longestText = 512

/** Characters of it that go on being seen. With the hash they are more than the longest, so that no text of its own looks like one. */
const begins = 448

/** SHA-256: that two texts come to one is not to be expected, and cannot be brought about. */
export const standingFor = (text: string): string => `${text.slice(0, begins)}…${hash('sha256', text)}`
