import { dirname, resolve } from 'node:path'
import { text } from 'node:stream/consumers'
import { pingUrlDoubt } from '../../domain/heartbeat/receivers/ping-url'
import { faultText, isOff, type Reading, usable } from '../../domain/settings/reading'
import { shardsFault } from '../../wire/connections'
import {
  type ForeignSettings,
  readCheckerSettings,
  readEtlSettings,
  readForeignIni,
  readWithFiles,
} from '../../wire/settings'
import { places } from '../shared/environment'
import { runAsOwnerOf } from '../shared/privileges'
import { CommandError, openAppliance } from './context'
import { type CheckerImport, findChecker, importChecker } from './import-checker'
import { findRobopager, importRobopager, type RobopagerImport } from './import-robopager'
import { print } from './print'
import { unknownNames } from './unknown-names'

/** Checks an INI, the appliance's own without FILE. Prints every fault, with exit code 1, or a warning. */
export async function configCheck(file?: string): Promise<number> {
  const path = file === undefined ? (await openAppliance()).where.ini : resolve(file)
  const { reading, faults } = await readWithFiles({ ini: path, home: places().home })
  const redis = usable(reading, 'redis')
  const division = redis && (await shardsFault(redis, places().home))
  const problems = [
    ...faultsOf(reading),
    ...(division === undefined ? [] : [`[Redis] shards: ${division}`]),
    ...faults,
    ...(await unknownNames(reading)),
  ]
  for (const problem of problems) print(problem)
  if (problems.length > 0 || reading.kind !== 'ok') return 1
  const doubt = pingUrlDoubt(reading.settings.monitoring.url)
  if (doubt !== undefined) print(`warning: [Monitoring] heartbeaturl: ${doubt}`)
  print(`${path} is fine.`)
  return 0
}

function faultsOf(reading: Reading): readonly string[] {
  if (reading.kind === 'unreadable') return [reading.reason]
  return reading.kind === 'faulty' ? reading.faults.map(faultText) : []
}

/** Marks the same command with the rights of the folder's owner: what root read, perhaps in somebody's home, is its input. */
const HANDED_OVER = 'INTVLM8R_IMPORTED'

type Found =
  | { readonly kind: 'checker'; readonly checker: CheckerImport }
  | { readonly kind: 'robopager'; readonly robopager: RobopagerImport }
  | { readonly kind: 'ini'; readonly ini: ForeignSettings }

interface Beside {
  readonly jobs: string
  readonly state: string
  readonly checklist: string
}

async function find(file: string, { jobs, state, checklist }: Beside): Promise<Found> {
  const etl = readEtlSettings(file)
  if (etl !== undefined && checklist === '')
    throw new CommandError(
      `${file} is the etl.cfg of a Robopager; name its list of checks by --checklist FILE`,
    )
  if (checklist !== '') {
    if (etl === undefined || jobs !== '' || state !== '')
      throw new CommandError(`--checklist belongs to the etl.cfg of a Robopager alone, and ${file} is none`)
    return { kind: 'robopager', robopager: await findRobopager(etl, { file, checklist }) }
  }
  const settings = readCheckerSettings(file)
  if (settings !== undefined)
    return { kind: 'checker', checker: await findChecker(settings, { file, jobs, state }) }
  if (jobs !== '' || state !== '')
    throw new CommandError(`--jobs and --state belong to the settings.cfg of a Checker, and ${file} is none`)
  return { kind: 'ini', ini: readForeignIni(file) }
}

/**
 * Takes over the settings.cfg of a Checker, the etl.cfg of a Robopager with its checklist, or else frequency and URL from [Monitoring] of another INI, such as the
 * Intervalometerator's, as far as it has them. Without either there is nothing to take over, which is no failure: the
 * Intervalometerator's heartbeat is off, too.
 */
export async function configImport(file: string, { jobs, state, checklist }: Beside): Promise<number> {
  const isHandedOver = process.env[HANDED_OVER] !== undefined
  const whole = (path: string) => (path === '' ? '' : resolve(path))
  const found: Found = isHandedOver
    ? JSON.parse(await text(process.stdin))
    : await find(resolve(file), { jobs: whole(jobs), state: whole(state), checklist: whole(checklist) })
  const { where } = await openAppliance()
  const code = await runAsOwnerOf(
    dirname(where.ini),
    { [HANDED_OVER]: '1' },
    {
      input: JSON.stringify(found),
    },
  )
  if (code !== undefined) return code
  if (found.kind === 'robopager') return await importRobopager(found.robopager)
  return found.kind === 'checker'
    ? await importChecker(found.checker, isHandedOver)
    : await importForeign(found.ini, file)
}

async function importForeign(found: ForeignSettings, file: string): Promise<number> {
  const { settings, where } = await openAppliance()
  const nothing = `nothing was taken over from ${file}`
  const [problem] = problemsOf(found)
  if (problem !== undefined) throw new CommandError(`${nothing}: ${problem}`)
  const { frequency, url } = found
  const edits = [
    ...(frequency === undefined ? [] : [{ key: 'heartbeatfrequency', value: String(frequency) }]),
    ...(url === undefined ? [] : [{ key: 'heartbeaturl', value: url }]),
  ]
  if (edits.length === 0) {
    print(`${nothing}: it has no heartbeat settings`)
    return 0
  }
  const outcome = await settings.edit(edits.map(edit => ({ section: 'Monitoring', ...edit })))
  if (outcome.kind === 'refused') throw new CommandError(`${nothing}: ${outcome.reason}`)
  print(
    outcome.kind === 'unchanged' ? `${where.ini} has the same already.` : importWords(found, outcome.reading),
  )
  return 0
}

/** Why it cannot be taken over: a URL is needed unless heartbeats are off. A frequency may be chosen later. */
function problemsOf({ frequency, url, problems }: ForeignSettings): readonly string[] {
  if (problems.length > 0) return problems
  return frequency !== undefined && frequency !== 'Off' && url === undefined
    ? ["[Monitoring] heartbeaturl: is empty; enter the receiver's URL, or set heartbeatfrequency = Off"]
    : []
}

function importWords({ frequency, url }: ForeignSettings, ours: Reading): string {
  if (url === undefined) return `Took over the frequency ${frequency}.`
  if (frequency !== undefined) return `Took over the heartbeat URL and the frequency ${frequency}.`
  const choose = isOff(ours) ? ': choose one, heartbeating is Off here' : ''
  return `Took over the heartbeat URL. There is no frequency${choose}.`
}
