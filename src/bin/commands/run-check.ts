import { join } from 'node:path'
import { fileFaultText } from '../../domain/files/followed-file'
import type { MailAccount } from '../../domain/mail/account'
import { StoreUnavailable } from '../../domain/net/unavailable'
import type { KindOfProbe } from '../../domain/probes/kind-of-probe'
import type { Answer, Look, Part } from '../../domain/probes/look'
import { needsItsMachine, type Probe, patienceOf, timeoutOf } from '../../domain/probes/probe'
import { PROBE_KINDS } from '../../domain/probes/probe-kinds'
import { providableChecks } from '../../domain/settings/reading'
import type { Check } from '../../domain/watch/check'
import { keptIdentity } from '../../io/appliance/identity'
import { createOutsideLooks } from '../../io/probes/outside-looks'
import { judgeOnce } from '../../operations/probes/judge-once'
import { lookWithin } from '../../operations/probes/look-within'
import { openUnreported } from '../../wire/connections'
import { openOwnHeartbeats } from '../../wire/heartbeat'
import { openMail } from '../../wire/mail'
import { openOutward } from '../../wire/net'
import { openPeerTools, peerSelf } from '../../wire/peers'
import { openLook, openSight } from '../../wire/probes'
import { assetFolder, jobPlace, places, proxyVariables, running, version } from '../shared/environment'
import { runAsOwnerOf } from '../shared/privileges'
import { CommandError, openAppliance, UsageError } from './context'
import { printJson } from './json'
import { type FaultyCheck, findListed } from './listed-check'
import { findCheck, withChecks } from './own-checks'
import { print } from './print'

const EXIT_CODES: Readonly<Record<Answer, number>> = { success: 0, failure: 1, blind: 3 }

type Probed = Pick<Check, 'name' | 'probe'>

interface RunOptions {
  readonly json: boolean
  /** Paths of a Robopager's files; empty: the check is one of this appliance. */
  readonly checklist: string
  readonly etl: string
}

/** Looks once, with the rights of the appliance, and prints what was seen. */
export async function runCheck(name: string, options: RunOptions): Promise<number> {
  const code = await runAsOwnerOf(places().home, {})
  if (code !== undefined) return code
  try {
    return await runHere(name, options)
  } catch (error) {
    const isBlind = error instanceof CommandError || error instanceof StoreUnavailable
    if (!isBlind || error instanceof UsageError) throw error
    return told(name, { answer: 'blind', detail: error.message }, options.json)
  }
}

/** @throws CommandError, StoreUnavailable where it cannot be looked at; UsageError for an unknown name */
async function runHere(name: string, { json, checklist, etl }: RunOptions): Promise<number> {
  const appliance = await openAppliance()
  if (checklist !== '') return await runListed(name, { json, checklist, etl }, appliance)
  if (etl !== '') throw new UsageError('--etl belongs to --checklist; name the list as well')
  const found = await findProbe(name, appliance)
  if ('fault' in found) return told(name, { answer: 'blind', detail: found.fault }, json)
  const { check, part, isElsewhere } = found
  const { probe } = check
  if (probe === undefined)
    throw new UsageError(
      `"${check.name}" has no probe: it waits for check-ins, and there is nothing to look at`,
    )
  const seen = isElsewhere ? ELSEWHERE : partOf(await lookOnce(probe, appliance), check.name, part)
  return told(part ?? check.name, seen, json)
}

/** The same for a check of a Robopager's list, whether or not it was taken over. */
async function runListed(
  name: string,
  { json, ...files }: RunOptions,
  appliance: Appliance,
): Promise<number> {
  const found = await findListed(name, files)
  if ('fault' in found) return told(name, { answer: 'blind', detail: found.fault }, json)
  return told(name, await lookOnce(found.probe, appliance, found.account), json)
}

function told(name: string, seen: Look, json: boolean): number {
  if (json) printJson({ name, ...seen })
  else printLook(name, seen)
  return EXIT_CODES[seen.answer]
}

/** Looks, and gives up where the look does not end in its time. @param account in place of those of the appliance */
async function lookOnce(probe: Probe, appliance: Appliance, account?: MailAccount): Promise<Look> {
  const { callsFiles }: KindOfProbe = PROBE_KINDS[probe.kind]
  const { look, close } = callsFiles ? openLookAtFiles() : await openLookHere(appliance, account)
  const faults: Error[] = []
  const first = await lookWithin(
    { probe },
    {
      look: (_check, at, signal) => look(probe, at, signal),
      at: Date.now(),
      limit: timeoutOf(probe),
      patience: patienceOf(probe),
      signal: new AbortController().signal,
      onError: error => void faults.push(error),
    },
  )
  close()
  for (const fault of faults) throw fault
  return await judgeOnce({ sight: openSight(), now: Date.now }, probe, first)
}

/** In a program of its own: this one could not end while a call of the file system hangs. */
function openLookAtFiles() {
  return createOutsideLooks(join(__dirname, 'mail-look.js'), [])
}

async function openLookHere(appliance: Appliance, account?: MailAccount) {
  const { settings, where } = appliance
  const ways = openOutward({ version, now: Date.now, settings, where, variables: proxyVariables() })
  const mail = openMail(() => openUnreported(appliance.target), { settings, where, ...ways, now: Date.now })
  const own = {
    jobs: jobPlace(),
    programs: assetFolder(),
    heartbeats: ownHeartbeats(appliance),
    peers: openPeerTools({ ...ways, now: Date.now, self: peerSelf(await keptIdentity(where.home), running) }),
    mail: account === undefined ? mail.tools : { ...mail.tools, account: async () => account },
  }
  const look = openLook(ways, where, own)
  return {
    look: (probe: Probe, at: number, signal: AbortSignal) => look({ probe }, at, signal),
    close: mail.close,
  }
}

function partOf(seen: Look, whole: string, part: string | undefined): Look {
  return part === undefined ? seen : (seen.parts?.find(each => isPart(each, whole, part)) ?? NOT_NAMED)
}

const NOT_NAMED: Look = { answer: 'blind', detail: 'this run did not report on it' }

const ELSEWHERE: Look = {
  answer: 'blind',
  detail: 'the INI here does not provide it, so it is for the machine whose INI does: look there',
}

const isPart = ({ name }: Part, whole: string, part: string) =>
  `${whole}/${name}`.toLowerCase() === part.toLowerCase()

type Appliance = Awaited<ReturnType<typeof openAppliance>>

interface FoundCheck {
  readonly check: Probed
  readonly part?: string
  readonly isElsewhere?: boolean
}

/**
 * The check of the INI or of its checklist, also while Redis is away, or any other; of a part, the check that it belongs
 * to.
 */
async function findProbe(name: string, { reading, settings }: Appliance): Promise<FoundCheck | FaultyCheck> {
  const own = providableChecks(reading)?.checks ?? []
  const list = await settings.list()
  const known = [...own, ...(list?.checks.map(({ check }) => check) ?? [])]
  const provided = known.find(({ key, plan }) => key === name.toLowerCase() || plan.name === name)
  if (provided !== undefined) return { check: provided.plan }
  const fault = list?.faults.find(({ entry }) => entry === name)
  if (fault !== undefined) return { fault: fileFaultText(fault) }
  return await withChecks(async checks => {
    const { check } = await findCheck(checks, name).catch(error => {
      throw error instanceof CommandError ? new UsageError(error.message) : error
    })
    const whole = check.probe?.partOf === undefined ? undefined : await checks.get(check.probe.partOf)
    const found = whole === undefined ? { check } : { check: whole.check, part: check.name }
    const { name: ofWhole, origin, probe } = found.check
    const isOwn = origin !== 'ini' || own.some(({ plan }) => plan.name === ofWhole)
    return { ...found, isElsewhere: !isOwn && probe !== undefined && needsItsMachine(probe) }
  })
}

/** The queue is opened only by the kind that needs it. */
function ownHeartbeats({ settings, result, ticks, openQueue }: Appliance) {
  return openOwnHeartbeats(
    {
      settings,
      result,
      ticks,
      history: async limit => {
        const queue = openQueue()
        try {
          await queue.connected()
          return await queue.history(limit)
        } finally {
          await queue.close()
        }
      },
    },
    Date.now,
  )
}

function printLook(
  name: string,
  { answer, detail, warning, took, phases = {}, parts = [], output }: Look,
): void {
  print(`${name}: ${answer}${took === undefined ? '' : ` (${Math.round(took)} ms)`}`)
  print(`  ${detail}`)
  if (warning !== undefined) print(`  warning: ${warning}`)
  for (const [phase, ms] of Object.entries(phases)) print(`  ${phase.padEnd(16)} ${Math.round(ms)} ms`)
  for (const part of parts.filter(({ quiet, answer }) => !quiet || answer !== 'success'))
    print(`  ${part.answer.padEnd(8)} ${part.name}: ${part.detail}`)
  if (output !== undefined && output !== '') print(`\n${output}`)
}
