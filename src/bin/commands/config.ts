import { resolve } from 'node:path'
import { pingUrlDoubt } from '../../domain/heartbeat/receivers/ping-url'
import { faultText, type Reading, readingProblem, usable } from '../../domain/settings/reading'
import { readIni } from '../../wire/settings'
import { CommandError, openAppliance } from './context'

/** Checks an INI, the appliance's own without FILE. Prints every fault, with exit code 1, or a warning. */
export async function configCheck(file?: string): Promise<number> {
  const path = file === undefined ? (await openAppliance()).where.ini : resolve(file)
  const reading = readIni(path)
  if (reading.kind === 'ok') {
    const { url } = reading.settings.monitoring
    const doubt = pingUrlDoubt(url)
    if (doubt !== undefined) console.log(`warning: [Monitoring] heartbeaturl: ${doubt}`)
    console.log(`${path} is fine.`)
    return 0
  }
  const problems = reading.kind === 'unreadable' ? [reading.reason] : reading.faults.map(faultText)
  for (const problem of problems) console.log(problem)
  return 1
}

/** Takes over frequency and URL from [Monitoring] of another INI, such as Intervalometerator's. */
export async function configImport(file: string): Promise<number> {
  const { settings, where } = await openAppliance()
  const found = readIni(resolve(file))
  const monitoring = usable(found, 'monitoring')
  if (monitoring === undefined) throw new CommandError(`nothing was taken over: ${problemOf(found, file)}`)
  const { frequency, url } = monitoring
  const outcome = await settings.edit([
    { section: 'Monitoring', key: 'heartbeatfrequency', value: String(frequency) },
    { section: 'Monitoring', key: 'heartbeaturl', value: url },
  ])
  if (outcome.kind === 'refused') throw new CommandError(outcome.reason)
  const same = outcome.kind === 'unchanged'
  console.log(
    same
      ? `${where.ini} has the same already.`
      : `Took over the heartbeat URL and the frequency ${frequency}.`,
  )
  return 0
}

function problemOf(found: Reading, file: string): string {
  const isEmpty = found.kind === 'faulty' && !found.draft?.url && found.draft?.frequency === undefined
  return isEmpty ? `${file} has no heartbeat settings` : (readingProblem(found) ?? '')
}
