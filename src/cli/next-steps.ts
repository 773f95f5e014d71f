// What to do after the first scan.
import type { Colours } from './terminal.ts'

export const nextSteps = (colours: Colours): string =>
  `
${colours.bold('That was the capture that ships with Tripline. What next:')}
  npx tripline scan YOUR.pcap            a capture of your own (tcpdump -w YOUR.pcap port 8080)
  npx tripline scan access.log           the log of a proxy, of Zeek or Suricata, a HAR file
  npx tripline run                       watch logs, take events over HTTP, look at incidents in the browser
  npx tripline test rulesets             the tests that every rule carries`
