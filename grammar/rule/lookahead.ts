// A choice in the grammar → which way the next tokens lead. What that takes is worked out when the choice is first met: most
// texts meet few of them, and to work out all is most of what making a parser costs.
import { type ILookaheadStrategy, LLkLookaheadStrategy } from 'chevrotain'

type Alternation = Parameters<ILookaheadStrategy['buildLookaheadForAlternation']>[0]
type Alternative = ReturnType<ILookaheadStrategy['buildLookaheadForAlternation']>
type Optional = Parameters<ILookaheadStrategy['buildLookaheadForOptional']>[0]
type Presence = ReturnType<ILookaheadStrategy['buildLookaheadForOptional']>

/** As the one that comes with the parser, of which each part is made late. */
export class LateLookahead implements ILookaheadStrategy {
  readonly #strategy: InstanceType<typeof LLkLookaheadStrategy>

  constructor(maxLookahead: number) {
    this.#strategy = new LLkLookaheadStrategy({ maxLookahead })
  }

  validate(options: Parameters<ILookaheadStrategy['validate']>[0]): ReturnType<ILookaheadStrategy['validate']> {
    return this.#strategy.validate(options)
  }

  buildLookaheadForAlternation(options: Alternation): Alternative {
    const build = (): Alternative => this.#strategy.buildLookaheadForAlternation(options)
    let known: Alternative | null = null
    return function (this: unknown, alternatives) {
      known ??= build()
      return known.call(this, alternatives)
    }
  }

  buildLookaheadForOptional(options: Optional): Presence {
    const build = (): Presence => this.#strategy.buildLookaheadForOptional(options)
    let known: Presence | null = null
    return function (this: unknown) {
      known ??= build()
      return known.call(this)
    }
  }
}
