// The hash of published rules → the rules, fetched and compiled once.
import type { Ruleset } from '../../compiler/plan.ts'
import { OperationalError } from '../../errors.ts'
import type { PublishedLists } from '../published-lists.ts'
import { compileFiles, type RuleTexts } from '../rules.ts'

export class RulesLibrary {
  readonly #fetch: (hash: string) => Promise<string | null>
  readonly #lists: PublishedLists
  readonly #known = new Map<string, Promise<Ruleset>>()
  readonly #ready = new Map<string, Ruleset>()

  constructor(fetch: (hash: string) => Promise<string | null>, lists: PublishedLists) {
    this.#fetch = fetch
    this.#lists = lists
  }

  /** Takes what lists in files hold by now. */
  refreshLists(): Promise<void> {
    return this.#lists.refresh()
  }

  /** From then on `get` has them. Throws RULES_UNPUBLISHED. */
  async prepare(hash: string): Promise<Ruleset> {
    const ready = this.#ready.get(hash)
    if (ready) return ready
    let loading = this.#known.get(hash)
    if (!loading) {
      loading = this.#load(hash)
      this.#known.set(hash, loading)
      loading.catch(() => this.#known.delete(hash))
    }
    return loading
  }

  /** Rules that were prepared. */
  get(hash: string): Ruleset {
    const ready = this.#ready.get(hash)
    if (!ready) throw new OperationalError('RULES_UNPUBLISHED', { hash })
    return ready
  }

  async #load(hash: string): Promise<Ruleset> {
    const text = await this.#fetch(hash)
    if (text === null) throw new OperationalError('RULES_UNPUBLISHED', { hash })
    await this.#lists.refresh()
    const { ruleset } = compileFiles(JSON.parse(text) as RuleTexts, { loadList: this.#lists.load })
    this.#ready.set(hash, ruleset)
    return ruleset
  }
}
