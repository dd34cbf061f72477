/** A worker's alerts in a process of its own, which kills itself right after a step: `alerts-child SOCKET URL STEP`. */
import { openAlerting, webhookTo } from './alerts'

const [, , path = '', url = '', step = ''] = process.argv
let steps = 0

/** Counts the calls to the outside, and dies when the last step has happened and its result has not come back. */
function around<T extends object>(name: string, part: T): T {
  return new Proxy(part, {
    get: (target, key) => {
      const member = Reflect.get(target, key)
      if (typeof member !== 'function') return member
      return async (...values: unknown[]) => {
        const mine = steps++
        const result = await member.apply(target, values)
        if (mine === Number(step)) {
          process.send?.(`${name}.${String(key)}`, () => process.kill(process.pid, 'SIGKILL'))
          await new Promise(() => {})
        }
        return result
      }
    },
  })
}

const alerting = openAlerting({ path }, { channels: [webhookTo('hook', url)], lockDuration: 800, around })
// The test's process has ended, however that ended.
process.on('disconnect', () => process.exit())
async function work(): Promise<void> {
  for (;;) await alerting.turn(50)
}
void work()
