/** The file of states of a Checker: `ID|Failing|first failure|last notified|friendly name|failures in a row`, a line a job. Pure. */

import type { EarlierOutage } from './look'

export interface FailingJob extends EarlierOutage {
  /** base64, as checker-jobs.py prints it. */
  readonly id: string
  readonly name: string
  /** The line itself. */
  readonly line: string
}

/** The jobs that are failing; lines of another form are left out. Its moments are epoch seconds, 0 for none. */
export function failingJobs(text: string): readonly FailingJob[] {
  return text.split(/\r?\n/).flatMap(line => {
    const [id = '', state, since, told, name = '', failures] = line.split('|')
    const [failingSince, toldAt] = [since, told].map(seconds => Math.round(Number(seconds) * 1000))
    if (id === '' || state !== 'Failing' || !failingSince) return []
    const count = Math.trunc(Number(failures))
    return [
      {
        id,
        name: name.replaceAll('#', '|'),
        line,
        failingSince,
        ...(toldAt && { toldAt }),
        // The field came with a later version of Checker.
        failures: count >= 1 ? count : 1,
      },
    ]
  })
}
