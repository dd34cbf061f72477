import { wasAnsweredWithPage } from '../../domain/heartbeat/attempt-findings'
import { causeChain } from '../../domain/heartbeat/cause-chain'
import { secondSender } from '../../domain/heartbeat/second-sender'
import { verdictOf } from '../../domain/heartbeat/verdict'
import { kindOfCertificate } from '../../domain/net/certificate'
import { isOff, usable } from '../../domain/settings/reading'
import { alertingNobody } from '../../domain/watch/check-list'
import { notLooking } from '../../domain/watch/not-looking'
import { roomWords } from '../../domain/watch/watch-words'
import { originalSenderIni } from '../../io/heartbeat/original-sender'
import { requestHealth } from '../../io/heartbeat/tick-client'
import { createObserver } from '../../web/heartbeat/observe'
import { readChannelTroubles } from '../../web/pages/channel-troubles'
import { createDoubts, doubtNotices } from '../../web/pages/doubts'
import { openSystem } from '../../wire/appliance'
import { certificateFacts, openSelfSigned, openTls } from '../../wire/net'
import { defaults, readIni } from '../../wire/settings'
import { places } from '../shared/environment'
import { runAsOwnerOf } from '../shared/privileges'
import { openAppliance, silent } from './context'
import { printJson } from './json'
import { type OpenWatch, withWatch } from './list-checks'
import { ownGroup } from './own-group'
import { print } from './print'
import { type CheckNote, type StatusReport, statusJson, statusLines, type WatchLook } from './status-report'

/** Hands what root found to the same command with the appliance's rights. */
const SECOND_SENDER = 'INTVLM8R_SECOND_SENDER'

/**
 * Prints the cause chain. Exit code 0: every due heartbeat went out, and the next one can; 1: the last line names the
 * reason why not, or another sender on this machine hides its silence.
 */
export async function status({ json }: { readonly json: boolean }): Promise<number> {
  const { home, runtime, ini } = places()
  const installed = runtime !== home
  const rival = process.env[SECOND_SENDER] ?? (installed ? await findSecondSender(ini) : '')
  const code = installed ? await runAsOwnerOf(home, { [SECOND_SENDER]: rival }) : undefined
  if (code !== undefined) return code
  const report = await observe(rival)
  if (json) printJson(statusJson(report))
  else for (const line of statusLines(report)) print(line)
  return rival || !report.verdict.isWell ? 1 : 0
}

async function observe(rival: string): Promise<StatusReport> {
  const appliance = await openAppliance()
  const {
    port,
    openQueue,
    openChecks,
    openChannels,
    settings,
    result,
    ticks,
    timer,
    disk,
    copyTrouble,
    fileFaults,
  } = appliance
  const system = openSystem(appliance.where)
  const queue = openQueue()
  const { losses, messages, checks, gates, connected } = openChecks()
  const { channelsConnected, closeChannels, ...alerts } = openChannels()
  try {
    const web = await requestHealth(port)
    await Promise.all([queue.connected(), connected(), channelsConnected()]).catch(() => {}) // The chain shows a failure.
    const seen = await createObserver({
      now: Date.now,
      log: silent,
      settings,
      queue,
      disk,
      result,
      ticks,
      timer,
      losses,
      messages,
      copyTrouble,
      fileFaults,
      gates,
      peers: { showGroup: () => ownGroup(appliance) },
      ...alerts,
      ...(await ownCertificate(appliance)),
      system: { recentFacts: system.facts, zoneProblem: system.zoneProblem },
    })()
    const chain = causeChain({ ...seen, web, lastResult: seen.last })
    const doubts = createDoubts()
    const watch = await doubts.read('The checks', withWatch(appliance, lookAtWatch), undefined)
    // The chain shows a Redis that is away.
    const unread = seen.queue.reached ? doubtNotices(doubts.sentences()) : []
    return {
      ...seen,
      notices: [...seen.notices, ...unread],
      chain,
      verdict: verdictOf(seen.liveness, chain),
      answeredWithPage: !isOff(seen.reading) && wasAnsweredWithPage(seen.queue),
      watch,
      notLooking: watch?.looks && seen.queue.reached ? notLooking(seen.queue.pulse) : undefined,
      undelivered: await readChannelTroubles(alerts).catch(() => undefined),
      room: watch && roomWords(watch.room, seen.now),
      rival,
      advice: appliance.advice,
      zoneProblem: system.zoneProblem(),
    }
  } finally {
    await queue.close()
    await checks.close()
    closeChannels()
  }
}

/** Of the checks only the names of those that need somebody are kept. */
async function lookAtWatch({ checks, now, existing, room }: OpenWatch): Promise<WatchLook> {
  const inTrouble: CheckNote[] = []
  const unalerted: string[] = []
  for (const status of ['down', 'blind'] as const)
    for await (const batch of checks.lists.each({ status }, now))
      inTrouble.push(...batch.map(({ check, state }) => ({ name: check.name, status: state.status })))
  if (existing !== undefined)
    for await (const batch of checks.lists.each({ channels: alertingNobody(existing) }, now))
      unalerted.push(...batch.map(({ check }) => check.name))
  const { behind } = await checks.lists.overview(now, existing)
  return {
    inTrouble,
    unalerted: existing && unalerted,
    behind,
    looks: await checks.lists.anyLooks(),
    room,
  }
}

/** The certificate of the page, as the page would use it if it started now. */
async function ownCertificate({ reading, where }: Awaited<ReturnType<typeof openAppliance>>) {
  const web = usable(reading, 'web') ?? defaults().web
  const kind = kindOfCertificate(web.tlscert)
  const selfSigned =
    kind === 'self-signed'
      ? await openSelfSigned(where.home)
          .state()
          .catch(() => ({}))
      : {}
  const pair = await openTls(web, where, Date.now, silent)?.current()
  return {
    tls: async () => (web.tlscert === '' ? 'off' : pair ? 'on' : 'broken') as 'off' | 'on' | 'broken',
    certificate: {
      kind,
      facts: () => certificateFacts(web, where),
      selfSigned: () => selfSigned,
    },
  }
}

/**
 * Returns the trouble with another sender on this machine; empty: there is none. Works as root only, since the settings
 * of that sender lie in somebody's home folder.
 */
async function findSecondSender(ours: string): Promise<string> {
  const theirs = await originalSenderIni()
  return (theirs && secondSender(readIni(theirs), readIni(ours))) ?? ''
}
