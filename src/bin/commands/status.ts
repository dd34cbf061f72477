import { brokenLink, causeChain } from '../../domain/heartbeat/cause-chain'
import type { Link } from '../../domain/heartbeat/chain-link'
import { resultWords } from '../../domain/heartbeat/result-words'
import { localStamp } from '../../domain/time/local-time'
import { requestHealth } from '../../io/heartbeat/tick-client'
import { timerState } from '../../io/heartbeat/tick-log'
import { createObserver } from '../../web/heartbeat/observe'
import { openAppliance, silent } from './context'

const MARKS: Record<Link['state'], string> = { ok: 'ok  ', warn: 'warn', bad: 'BAD ', unknown: '?   ' }

/** Prints the cause chain. Exit code 0: all is well; 1: it is broken, at the link in the last line. */
export async function status(): Promise<number> {
  const { where, port, openQueue, settings, result, ticks } = await openAppliance()
  const queue = openQueue()
  try {
    const web = await requestHealth(port)
    // systemd's timer starts the ticks only of an installed appliance, which alone has a runtime folder of its own.
    const timer = where.runtime === where.home ? undefined : await timerState()
    await queue.connected().catch(() => {}) // The chain shows a failure.
    const seen = await createObserver({ now: Date.now, log: silent, settings, queue, result, ticks })()
    const chain = causeChain({ ...seen, web, timer, lastResult: seen.last })
    for (const link of chain) console.log(row(link))
    if (seen.last)
      console.log(
        `\nlast heartbeat   ${localStamp(seen.last.at)} (${seen.last.result}) ${resultWords(seen.last)}`,
      )
    if (seen.next) console.log(`next heartbeat   ${localStamp(seen.next)}`)
    const broken = brokenLink(chain)
    console.log(broken ? `\nHeartbeats stop at: ${broken.name}: ${broken.detail}` : '\nAll is well.')
    return broken ? 1 : 0
  } finally {
    await queue.close()
  }
}

function row({ name, state, detail, at }: Link): string {
  return `${MARKS[state]} ${name.padEnd(18)} ${at === undefined ? ''.padEnd(19) : localStamp(at)}  ${detail}`
}
