// What an attack of the catalogue is: the rule that must find it, and what happens.
import type { Scene } from './scene.ts'

export interface Attack {
  /** The rule that ships for it. */
  readonly rule: string
  readonly about: string
  /** Plays it, and leaves what was said in the scene. */
  readonly play: (scene: Scene) => void
  /** Why no capture shows it, where that is so: a log does. */
  readonly notInCaptures?: string
}
