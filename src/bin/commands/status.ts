import type { Liveness } from '../../domain/heartbeat/alive'
import { causeChain } from '../../domain/heartbeat/cause-chain'
import { type Link, overdueWords } from '../../domain/heartbeat/chain-link'
import { resultWords } from '../../domain/heartbeat/result-words'
import { REPLACE_ORIGINAL, secondSender } from '../../domain/heartbeat/second-sender'
import { type Verdict, verdictOf } from '../../domain/heartbeat/verdict'
import { localStamp } from '../../domain/time/local-time'
import { originalSenderIni } from '../../io/heartbeat/original-sender'
import { requestHealth } from '../../io/heartbeat/tick-client'
import { timerState } from '../../io/heartbeat/tick-log'
import { createObserver } from '../../web/heartbeat/observe'
import { readIni } from '../../wire/settings'
import { places } from '../shared/environment'
import { runAsOwnerOf } from '../shared/privileges'
import { openAppliance, silent } from './context'
import { listChecks, unalertedWords } from './unalerted'

/** Hands what root found to the same command with the appliance's rights. */
const SECOND_SENDER = 'INTVLM8R_SECOND_SENDER'

const MARKS: Record<Link['state'], string> = { ok: 'ok  ', warn: 'warn', bad: 'BAD ', unknown: '?   ' }

/**
 * Prints the cause chain. Exit code 0: every due heartbeat went out, and the next one can; 1: the last line names the
 * reason why not, or another sender on this machine hides its silence.
 */
export async function status(): Promise<number> {
  const { home, runtime, ini } = places()
  const installed = runtime !== home
  const rival = process.env[SECOND_SENDER] ?? (installed ? await findSecondSender(ini) : '')
  const code = installed ? await runAsOwnerOf(home, { [SECOND_SENDER]: rival }) : undefined
  if (code !== undefined) return code
  const appliance = await openAppliance()
  const { port, openQueue, settings, result, ticks } = appliance
  const queue = openQueue()
  try {
    const web = await requestHealth(port)
    // systemd's timer starts the ticks only of an installed appliance, which alone has a runtime folder of its own.
    const timer = installed ? await timerState() : undefined
    await queue.connected().catch(() => {}) // The chain shows a failure.
    const seen = await createObserver({ now: Date.now, log: silent, settings, queue, result, ticks })()
    const chain = causeChain({ ...seen, web, timer, lastResult: seen.last })
    for (const link of chain) console.log(row(link))
    if (rival) console.log(row({ name: 'Second sender', state: 'bad', detail: rival }))
    if (seen.last)
      console.log(
        `\nlast heartbeat   ${localStamp(seen.last.at)} (${seen.last.result}) ${resultWords(seen.last)}`,
      )
    if (seen.next) console.log(`next heartbeat   ${localStamp(seen.next)}`)
    const verdict = verdictOf(seen.liveness, chain)
    if (rival)
      console.log(
        `\nTwo senders hide each other's silence. To stop and mask the other one: ${REPLACE_ORIGINAL}`,
      )
    // While Redis is away this is not known, as the chain shows.
    const silentChecks = await listChecks(appliance).then(
      ({ unalerted }) => unalertedWords(unalerted),
      () => undefined,
    )
    if (silentChecks !== undefined) console.log(`\n${silentChecks}`)
    const last = summary(seen.liveness, verdict)
    const isAll = last === ALL_WELL && silentChecks !== undefined
    if (!rival || !verdict.isWell) console.log(`\n${isAll ? 'The heartbeat is well.' : last}`)
    return rival || !verdict.isWell ? 1 : 0
  } finally {
    await queue.close()
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

function row({ name, state, at, ...link }: Omit<Link, 'organ'>): string {
  return `${MARKS[state]} ${name.padEnd(18)} ${at === undefined ? ''.padEnd(19) : localStamp(at)}  ${detailOf(link)}`
}

function detailOf({ detail, overdue }: Pick<Link, 'detail' | 'overdue'>): string {
  return overdue ? `${overdueWords(overdue)}; ${detail}` : detail
}

const ALL_WELL = 'All is well.'

/** The verdict in a sentence, for the last line. */
function summary(liveness: Liveness, { state, link }: Verdict): string {
  if (link?.state === 'bad') return `Heartbeats stop at: ${link.name}: ${detailOf(link)}`
  if (link?.overdue) return `${overdueWords(link.overdue)}. It stands at: ${link.name}: ${link.detail}`
  if (state === 'bad') return 'The last heartbeat that was due did not arrive.'
  if (link) return `Not all is known to be well: ${link.name}: ${link.detail}`
  if (liveness === 'off') return 'Heartbeating is off.'
  return liveness === 'waiting' ? 'The first heartbeat with these settings has not gone out yet.' : ALL_WELL
}
