/** The result of a look as Robopager writes it, for programs that read it. Pure. */

import type { Look } from './look'

/** Of `inbox` a list of the subjects, of `batchy` the fields of the workflow with the verdict; JSON without any key. */
export function robopagerResult(kind: 'inbox' | 'batchy', look: Look): string {
  const { answer, detail, warning, findings = {} } = look
  if (kind === 'batchy') {
    const level = {
      success: warning === undefined ? 'SUCCESS' : 'WARNING',
      failure: 'FAILURE',
      blind: 'BLIND',
    }
    return JSON.stringify({ ...findings, alert_level: level[answer], alert_message: warning ?? detail })
  }
  if (answer === 'blind') return JSON.stringify([{ 'could not look': detail }])
  return JSON.stringify(Object.entries(findings).map(([subject, state]) => ({ [subject]: state })))
}
