// What a target of fuzzing is: inputs that are made by chance or grown from others, and what the sensor tells of each.

/** An input: packets, or pieces of a talk, whose first byte says whose they are and what is done with them. */
export type Pieces = readonly Buffer[]

export interface Made {
  readonly pieces: Pieces
  /** How many frames, segments or blocks in it are mutated. */
  readonly mutated: number
}

/** How an input is read. */
export interface Reading {
  /** Under bounds so small that they are reached. */
  readonly isTight: boolean
  /** Where so many bytes are cut, in rising order; always elsewhere. */
  readonly cut: (length: number) => readonly number[]
}

export interface Told {
  /** All that has to be the same however the bytes are cut. */
  readonly text: string
  readonly frames: number
}

export interface Target {
  readonly name: string
  /** How many of a hundred mutated things are its own. */
  readonly percent: number
  /** Whether the law of cuts holds under tight bounds too: where packets stay the same, and only their file is cut. */
  readonly isSameWhenTight: boolean
  make(random: () => number): Made
  /** Throws where more is kept than the bounds allow. */
  read(pieces: Pieces, reading: Reading): Told
}

export const uncut = (): readonly number[] => []
