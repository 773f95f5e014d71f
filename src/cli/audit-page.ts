// The review of endpoints → one HTML page that needs nothing besides itself. What strangers wrote is escaped.
import { type Answer, questions, type Review, type Verdict } from '../audit/review.ts'
import { exampleText, nameOf, seenOf, signs, words } from './print-audit.ts'
import { harmless } from './terminal.ts'

/** `inputs`: the names of what was read; `program`: who read it, with its version. */
export interface Provenance {
  readonly inputs: readonly string[]
  readonly program: string
}

export const auditPage = (reviews: readonly Review[], { inputs, program }: Provenance): string => `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
<title>WebSocket audit</title>
<style>${style}</style>
</head>
<body>
<main>
<h1>WebSocket audit</h1>
<p class="seen">Of ${inputs.map((name) => `<code>${escaped(name)}</code>`).join(', ')}, by ${escaped(program)}.</p>
${reviews.length === 0 ? '<p>No WebSocket was seen.</p>' : overview(reviews)}
${reviews.map(section).join('\n')}
</main>
</body>
</html>
`

function overview(reviews: readonly Review[]): string {
  const heads = Object.values(questions).map(({ title }) => `<th scope="col"><span>${escaped(title)}</span></th>`)
  const rows = reviews.map(
    ({ endpoint, answers }, i) =>
      `<tr><th scope="row"><a href="#e${i}">${escaped(nameOf(endpoint))}</a></th>${answers.map(({ verdict }) => cell(verdict)).join('')}</tr>`,
  )
  return `<div class="wide"><table><thead><tr><th scope="col">Endpoint</th>${heads.join('')}</tr></thead><tbody>${rows.join('\n')}</tbody></table></div>`
}

const cell = (verdict: Verdict): string =>
  `<td class="${verdict}"><span role="img" aria-label="${words[verdict]}" title="${words[verdict]}">${signs[verdict]}</span></td>`

const section = ({ endpoint, answers }: Review, i: number): string => `<section id="e${i}">
<h2>${escaped(nameOf(endpoint))}</h2>
<p class="seen">${escaped(seenOf(endpoint))}</p>
<dl>${answers.map(answer).join('\n')}</dl>
</section>`

function answer({ question, verdict, reason, examples }: Answer): string {
  const { title, advice, wstg } = questions[question]
  const shown = examples.map((each) => `<li><code>${escaped(exampleText(each))}</code></li>`)
  return `<div class="answer ${verdict}"><dt><span class="badge">${signs[verdict]} ${words[verdict]}</span> ${escaped(title)} <small>${wstg}</small></dt>
<dd><p>${escaped(reason)}</p>${shown.length > 0 ? `<ul>${shown.join('')}</ul>` : ''}${verdict === 'fail' ? `<p class="advice">→ ${escaped(advice)}</p>` : ''}</dd></div>`
}

const entities: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
}

const escaped = (text: string): string => harmless(text).replace(/[&<>"']/g, (character) => entities[character]!)

const style = `
:root { --fail: #b3261e; --pass: #1b7a3d; --unseen: #6b7280; --line: #8884; }
@media (prefers-color-scheme: dark) { :root { --fail: #ff8a80; --pass: #7bd88f; --unseen: #9aa3af; } }
body { font: 16px/1.5 system-ui, sans-serif; margin: 0; }
main { max-width: 64rem; margin: 0 auto; padding: 1.5rem 1rem 4rem; }
h2 { margin: 2.5rem 0 0; font-size: 1.15rem; overflow-wrap: anywhere; }
.seen, small { color: var(--unseen); }
.seen { margin: 0 0 .75rem; }
.wide { overflow-x: auto; }
table { border-collapse: collapse; font-size: .9rem; }
th, td { border-bottom: 1px solid var(--line); padding: .35rem .6rem; text-align: center; }
th[scope=row], thead th:first-child { text-align: left; font-weight: 600; }
thead th { font-weight: 500; vertical-align: bottom; max-width: 7rem; }
dl { margin: 0; }
.answer { border-left: 4px solid var(--unseen); padding: .15rem 0 .15rem .8rem; margin: .6rem 0; }
.answer.fail { border-color: var(--fail); }
.answer.pass { border-color: var(--pass); }
dt { font-weight: 600; }
dd { margin: 0; }
dd p { margin: .15rem 0; }
.badge { display: inline-block; min-width: 5.5rem; }
.fail .badge, td.fail { color: var(--fail); font-weight: 700; }
.pass .badge, td.pass { color: var(--pass); }
.not_seen .badge, td.not_seen { color: var(--unseen); }
ul { margin: .2rem 0; padding-left: 1.2rem; }
code { font-size: .85rem; overflow-wrap: anywhere; }
`
