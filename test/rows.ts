// A batch → what its rows have, without the room behind them.
import type { Batch } from '../src/event/batch.ts'

export const timesIn = ({ times, length }: Batch): number[] => [...times.subarray(0, length)]
export const sequencesIn = ({ sequences, length }: Batch): number[] => [...sequences.subarray(0, length)]
