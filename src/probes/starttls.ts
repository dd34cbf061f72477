/** The words of SMTP (RFC 3207) and IMAP (RFC 9051) before a connection is encrypted. */

import type { Socket } from 'node:net'

/** Characters of a greeting; more is no mail server. */
const MOST_CHARACTERS = 16 * 1024

/** The server does not begin TLS; the message has a place for the target. */
export class NoTls extends Error {}

/** Returns when TLS may begin. @throws NoTls */
export async function startTls(socket: Socket, protocol: string, signal: AbortSignal): Promise<void> {
  const conversation = converse(socket, signal)
  try {
    if (protocol === 'smtp') await startSmtp(conversation)
    else await startImap(conversation)
  } finally {
    conversation.end()
  }
}

async function startSmtp({ write, read }: Conversation): Promise<void> {
  const isLast = (line: string) => /^\d{3}( |$)/.test(line)
  expectWord(await read(isLast), /^220/, 'SMTP')
  write('EHLO localhost')
  const offers = await read(isLast)
  expectWord(offers, /^250/, 'SMTP')
  if (!offers.some(line => /^250[ -]STARTTLS\b/i.test(line))) throw new NoTls('{target} offers no STARTTLS')
  write('STARTTLS')
  expectWord(await read(isLast), /^220/, 'STARTTLS')
}

async function startImap({ write, read }: Conversation): Promise<void> {
  expectWord(await read(() => true), /^\* (OK|PREAUTH)\b/i, 'IMAP')
  write('a STARTTLS')
  const answer = await read(line => /^a /i.test(line))
  expectWord(answer.slice(-1), /^a OK\b/i, 'STARTTLS')
}

function expectWord(lines: readonly string[], wanted: RegExp, what: string): void {
  const line = lines.at(-1) ?? ''
  if (!wanted.test(line))
    throw new NoTls(`{target} answered ${JSON.stringify(line.slice(0, 200))} to ${what}`)
}

interface Conversation {
  write(line: string): void
  /** The lines up to one that `isLast` accepts. */
  read(isLast: (line: string) => boolean): Promise<readonly string[]>
  end(): void
}

function converse(socket: Socket, signal: AbortSignal): Conversation {
  let text = ''
  let wake: () => void = () => {}
  const onData = (data: Buffer) => {
    text += data.toString('latin1')
    wake()
  }
  const onEnd = () => wake()
  socket.on('data', onData).on('close', onEnd).on('end', onEnd)
  signal.addEventListener('abort', onEnd)

  async function line(): Promise<string> {
    for (;;) {
      const end = text.indexOf('\n')
      if (end >= 0) {
        const found = text.slice(0, end).replace(/\r$/, '')
        text = text.slice(end + 1)
        return found
      }
      signal.throwIfAborted()
      if (socket.destroyed || socket.readableEnded)
        throw new NoTls('{target} closed the connection before TLS began')
      if (text.length > MOST_CHARACTERS) throw new NoTls('{target} answered no line, but endless text')
      await new Promise<void>(resolve => {
        wake = resolve
      })
    }
  }

  return {
    write: text => void socket.write(`${text}\r\n`),
    read: async isLast => {
      const lines: string[] = []
      for (;;) {
        const next = await line()
        lines.push(next)
        if (isLast(next)) return lines
        if (lines.length > 200) throw new NoTls('{target} answered with endless lines')
      }
    },
    end: () => {
      socket.off('data', onData).off('close', onEnd).off('end', onEnd)
      signal.removeEventListener('abort', onEnd)
      // Paused: the first bytes of TLS belong to its own reader.
      socket.pause()
    },
  }
}
