// Readers of many lines at once, of which each holds some megabytes → as many as a process keeps open.

/** Something that holds memory until it is told to let it go. */
export interface Holder {
  letGo(): void
}

export class OpenReaders {
  readonly #most: number
  /** Who was used the longest ago comes first. A source that has ended is not kept by it. */
  readonly #holders = new Set<WeakRef<Holder>>()

  constructor(most: number) {
    this.#most = most
  }

  /** To be told of each use: where there are too many, who was not used for longest lets go. */
  use(holder: WeakRef<Holder>): void {
    this.#holders.delete(holder)
    this.#holders.add(holder)
    if (this.#holders.size <= this.#most) return
    const [earliest] = this.#holders
    this.#holders.delete(earliest!)
    earliest!.deref()?.letGo()
  }
}
