/** tcp: something accepts connections at the port, and answers as expected where an answer is expected. */
import { once } from 'node:events'
import { connect, type Socket } from 'node:net'
import { parseHostAndPort } from '../domain/probes/host-and-port'
import type { Look, Prober } from '../domain/probes/look'
import { brokenLook } from './broken-look'
import { quoted } from './words'

/** Milliseconds for one address of a name before the next is tried; Node's own 250 fail targets that are merely slow. */
const ADDRESS_TIMEOUT = 2_500
const MOST_BYTES = 64 * 1024

export const tcp: Prober = async ({ target, settings: { send = '', expect = '' }, signal }) => {
  const address = parseHostAndPort(target)
  if (address === undefined) return { answer: 'blind', detail: `${target} is no host and port` }
  const began = performance.now()
  const socket = connect({
    ...address,
    autoSelectFamily: true,
    autoSelectFamilyAttemptTimeout: ADDRESS_TIMEOUT,
  })
  // A later error is of no interest: the answer is known by then.
  socket.on('error', () => undefined)
  signal.addEventListener('abort', () => socket.destroy())
  try {
    await once(socket, 'connect', { signal })
    const took = performance.now() - began
    if (send !== '') socket.write(`${send}\r\n`)
    if (expect === '') return { answer: 'success', detail: `${target} accepts connections`, took }
    return { ...(await answerOf(socket, expect)), took }
  } catch (error) {
    return brokenLook(error as Error, target, signal)
  } finally {
    // Ends politely first: some services block a client that resets its connections.
    socket.end()
    socket.destroySoon()
  }
}

/** Reads until the expected text has come. */
async function answerOf(socket: Socket, expected: string): Promise<Look> {
  let text = ''
  for await (const chunk of socket.setEncoding('utf8').iterator({ destroyOnReturn: false })) {
    text += chunk
    if (text.includes(expected)) return { answer: 'success', detail: `it answered with ${quoted(expected)}` }
    if (text.length > MOST_BYTES) break
  }
  const got = text === '' ? 'nothing' : quoted(text)
  return { answer: 'failure', detail: `it answered with ${got} instead of ${quoted(expected)}`, output: text }
}
