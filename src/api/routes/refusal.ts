// Why events were not taken → what their sender is told.
import { errors, OperationalError } from '../../errors.ts'

/** What the sender did wrong is told as it is; for anything else it shall come again. */
export function refusal(error: unknown): OperationalError {
  const isTold = error instanceof OperationalError && (errors[error.code].status < 500 || error.code === 'UNAVAILABLE')
  return isTold ? error : new OperationalError('UNAVAILABLE', {}, error)
}
