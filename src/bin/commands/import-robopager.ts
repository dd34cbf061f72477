import { readFile } from 'node:fs/promises'
import { basename, dirname, join } from 'node:path'
import type { Edit } from '../../domain/settings/reading'
import { faultText, providableChecks } from '../../domain/settings/reading'
import { replaceFile } from '../../io/files/atomic-file'
import { readText } from '../../io/files/small-file'
import {
  checklistSections,
  type EtlSettings,
  type Mapped,
  PASSWORD_FILE,
  readChecklist,
  sectionName,
} from '../../wire/settings'
import { CommandError, openAppliance } from './context'
import { inWords } from './listed-check'
import { print } from './print'

/** A Robopager as it was found: root may have read it. */
export interface RobopagerImport {
  readonly file: string
  readonly checklist: string
  readonly etl: EtlSettings
  readonly mapped: Mapped
}

/** Reads the checklist that belongs to the settings. */
export async function findRobopager(
  etl: EtlSettings,
  { file, checklist }: { readonly file: string; readonly checklist: string },
): Promise<RobopagerImport> {
  const text = await readFile(checklist, 'utf8').catch((error: NodeJS.ErrnoException) => {
    throw new CommandError(`the checklist ${checklist} cannot be read (${error.code})`)
  })
  return { file, checklist, etl, mapped: checklistSections(await readChecklist(text), etl) }
}

/** Takes over checks, channels and the mail account of a Robopager, or prints every fault of its files. Again, it changes nothing. */
export async function importRobopager({ file, checklist, etl, mapped }: RobopagerImport): Promise<number> {
  const { settings, where, reading } = await openAppliance()
  const faults = [
    ...etl.problems.map(problem => `${file}: ${problem}`),
    ...mapped.faults.map(fault => inWords(checklist, fault)),
    ...strangers(mapped, providableChecks(reading)?.checks ?? []),
  ]
  if (faults.length > 0) {
    for (const fault of faults) print(fault)
    throw new CommandError(
      `nothing was taken over: ${faults.length === 1 ? 'there is a fault' : `there are ${faults.length} faults`}`,
    )
  }
  const { checks, channels, start, account } = mapped
  if (account !== undefined && etl.password !== '')
    await keep(join(dirname(where.ini), PASSWORD_FILE), etl.password)
  const sections = [...channels, ...start, ...(account === undefined ? [] : [account]), ...checks]
  const edits = sections.flatMap(({ section, values }): Edit[] =>
    Object.entries(values).map(([key, value]) => ({ section, key, value })),
  )
  const outcome = await settings.edit(edits)
  if (outcome.kind === 'refused') throw new CommandError(`nothing was taken over: ${outcome.reason}`)
  if (outcome.kind === 'unchanged') print(`${where.ini} has the same already.`)
  else for (const line of takenOver(mapped, basename(where.ini))) print(`Took over: ${line}`)
  for (const line of leftOut(mapped, etl)) print(`Not taken over: ${line}`)
  if (outcome.kind === 'unchanged' || outcome.reading.kind !== 'faulty') return 0
  for (const each of outcome.reading.faults) print(faultText(each))
  return 1
}

/** Sections of the INI that are about something else, and must not be mixed with those of the checklist. */
function strangers(
  { checks }: Mapped,
  own: readonly { readonly key: string; readonly plan: { readonly probe?: { readonly kind: string } } }[],
): readonly string[] {
  return checks.flatMap(({ section, values, entry }) => {
    const there = own.find(({ key }) => `check.${key}` === section.toLowerCase())
    const kind = values.probe?.split(' ')[0]
    if (there === undefined || there.plan.probe?.kind === kind) return []
    return [
      `[${section}] stands in the INI already, and is another check than "${entry.name}" of the checklist; rename one of them`,
    ]
  })
}

/** Only the owner of the INI, who runs the worker, may read it. */
async function keep(path: string, text: string): Promise<void> {
  if ((await readText(path)) !== text) await replaceFile(path, `${text}\n`, 0o600)
}

function takenOver({ checks, channels, start, account }: Mapped, ini: string): string[] {
  return [
    ...checks.map(({ section, values, entry }) => {
      const { every, checktime, channels: channel } = values
      const times = every === '1d' ? `at ${checktime}` : `from ${checktime} on, every ${every}`
      const other = sectionName(entry.name) === entry.name ? '' : ` of "${entry.name}"`
      return `[${section}]${other} (${entry.type}), ${times}, ${channel === 'none' ? 'alerting nobody' : `alerting by ${channel}`}`
    }),
    ...channels.map(({ section }) => `[${section}], with the integration key of PagerDuty in ${ini}`),
    ...(start.length === 0
      ? []
      : [
          `heartbeat_service, as [${start[0]?.section}]: it gets an event at each start ([Watch] startchannel)`,
        ]),
    ...(account === undefined
      ? []
      : [`[${account.section}], as ${account.values.imapuser}; the password is in ${PASSWORD_FILE}`]),
  ]
}

function leftOut({ checks, off }: Mapped, { redis, redisServer, redisDb }: EtlSettings): string[] {
  const hasBatchy = checks.some(({ entry }) => entry.type === 'batchy')
  return [
    ...off.map(({ name, type }) => `"${name}": function_type leaves ${type} out`),
    ...(hasBatchy
      ? [
          "the end of a run: as in Robopager's code its start counts, though its README says the end; set since = end where that is meant",
        ]
      : []),
    ...(redis
      ? [
          `the Redis ${redisServer}: this appliance has its own; with [Checklist] redis = redis://${redisServer}:6379/${redisDb || 0} the hashes rp.NAME are written there, as before`,
        ]
      : []),
  ]
}
