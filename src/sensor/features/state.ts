// What the features remember of one direction of a connection: a fixed number of small values, whatever comes.

/** Counts of one direction: transitions between 8 classes of opcodes, and hashes of its last pings. */
const countsOfDirection = 64 + 16

export class DirectionState {
  readonly isClient: boolean
  /** Shared by both directions; this one's part begins at `base`. */
  readonly counts: Uint32Array
  readonly base: number

  // Opcode patterns.
  runOpcode = -1
  runLength = 0
  controlRatio = Number.NaN
  pings = 0
  pingsSeen = 0
  flipRate = Number.NaN
  lastKind = 0
  lastClass = -1
  hasClosed = false
  afterClose = 0

  // Frame structure.
  lengthMean = Number.NaN
  lengthVariance = 0
  lastKey = 0
  hasKey = false
  packet = -1
  framesInPacket = 0

  // Content.
  entropyMean = Number.NaN
  utf8State = 0
  /** Whether every byte of the message so far was looked at. */
  followsUtf8 = false
  isText = false
  tokenNode = 0
  isBlank = false
  /** Where in an escape the text stands, and what it has said so far. */
  escapeAt = 0
  escapeValue = 0
  tokenScore = 0
  tokens0 = 0
  tokens1 = 0
  tokens2 = 0
  tokens3 = 0
  hasSimilarity = false
  similarityHigh = 0
  similarityLow = 0

  // Fragmentation.
  isOpen = false
  fragments = 0
  messageBytes = 0
  tinyRun = 0
  openedAt = 0

  // Timing.
  lastAt = Number.NaN
  pauseMean = 0
  pauseVariance = 0
  pauses = 0
  frames = 0
  bytes = 0
  slowBytes = 0
  burst = 0

  constructor(isClient: boolean, counts: Uint32Array) {
    this.isClient = isClient
    this.counts = counts
    this.base = isClient ? 0 : countsOfDirection
  }
}

/** The counts of both directions. */
export const newCounts = (): Uint32Array => new Uint32Array(2 * countsOfDirection)
