// A call that asks for what is learned of events → whether there are events to ask it of, and whether it names a field.
import { anomalyScore } from '../../event/learned-fields.ts'
import type { Call } from '../ast.ts'
import type { RuleFunction } from '../functions/function.ts'
import { type Place, problem } from './place.ts'

export function checkLearned(call: Call, { name, parameters }: RuleFunction, { names, report }: Place): void {
  const { span } = call
  if (names.typeOf({ kind: 'field', name: anomalyScore, optional: false, span }) === undefined) {
    const help =
      'Ask before `| stats`, of each event; features such as `websocket.features.tm_byte_rate` are rates already.'
    report(
      problem({
        code: 'R205',
        message: `\`${name}\` is of events, not of statistics`,
        span,
        label: 'no event here',
        help,
      }),
    )
  }
  for (const [i, argument] of call.arguments.entries()) {
    if (!parameters[i]?.field || argument.kind === 'field' || argument.kind === 'unreadable') continue
    const message = `\`${parameters[i].name}\` of \`${name}\` is a field`
    report(problem({ code: 'R205', message, span: argument.span, label: 'not a field' }))
  }
}
