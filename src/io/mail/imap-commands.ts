/** Commands on an IMAP connection: each has a deadline, and each failure its reason. */
import { MailboxError, type MailStep } from '../../domain/mail/mailbox'
import type { FetchMessageObject, ImapFlow, SearchObject } from './imap-client'
import { troubleOf } from './imap-trouble'

/** Milliseconds for the answer to one command. */
const COMMAND_MS = 30_000

/** The parts of a mail's head. */
export const HEAD = { uid: true, envelope: true, internalDate: true } as const

export type Commands = ReturnType<typeof commandsOn>

/** Its functions fail with MailboxError, but `within`, which lets the library's errors pass. */
export function commandsOn(client: ImapFlow, host: string, now: number) {
  /** The reason why the connection closed; the command that waits only fails. */
  let broken: Error | undefined
  client.on('error', error => {
    broken = error
  })
  /** The command under way did not end in time, which closed the connection. */
  let isLate = false
  const closed = () => new MailboxError({ step: 'connection', detail: `${host} closed the connection` })
  const fail = (error: unknown, step: MailStep) =>
    isLate
      ? new MailboxError({ step, detail: `${host} did not answer in time` })
      : error instanceof MailboxError
        ? error
        : new MailboxError(troubleOf(broken ?? error, host, step, now))

  function limited(): NodeJS.Timeout {
    return setTimeout(() => {
      isLate = true
      client.close()
    }, COMMAND_MS)
  }

  /** Calls `run` with a function by which the deadline begins anew. */
  async function within<T>(run: (goesOn: () => void) => Promise<T>): Promise<T> {
    const limit = limited()
    try {
      return await run(() => limit.refresh())
    } finally {
      clearTimeout(limit)
    }
  }

  /** Runs a command, and throws also where the library only returns that it had no answer. */
  async function ask<T>(step: MailStep, run: (goesOn: () => void) => Promise<T>): Promise<T> {
    try {
      const answer = await within(run)
      if (!client.usable) throw closed()
      return answer
    } catch (error) {
      throw fail(error, step)
    }
  }

  async function search(query: SearchObject): Promise<readonly number[]> {
    const found = await ask('mail', () => client.search(query, { uid: true }))
    if (!Array.isArray(found)) throw new MailboxError({ step: 'mail', detail: `${host} refused the search` })
    return found
  }

  /** The heads of a range of UIDs, as they come; the deadline is for each. */
  async function* heads(range: string): AsyncGenerator<FetchMessageObject> {
    if (!client.usable || client.mailbox === false) throw closed()
    const limit = limited()
    try {
      for await (const message of client.fetch(range, HEAD, { uid: true })) {
        limit.refresh()
        yield message
      }
    } catch (error) {
      throw fail(error, 'mail')
    } finally {
      clearTimeout(limit)
    }
    if (!client.usable) throw closed()
  }

  return { within, ask, search, heads, fail }
}
