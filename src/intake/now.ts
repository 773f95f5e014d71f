// The clock → microseconds since the epoch, for sources that tell of what happens now.
export const nowUs = (): number => Date.now() * 1000
