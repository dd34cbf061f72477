/** Connections to IMAP servers. The only file that imports imapflow, when a mailbox is opened first. */
import type { Socket } from 'node:net'
import { type SecureContext, connect as secure } from 'node:tls'
import type { ImapFlow, ImapFlowOptions, ImapTransport } from 'imapflow'
import type { MailServer } from '../../domain/mail/account'

export type { FetchMessageObject, ImapFlow, SearchObject } from 'imapflow'

/** Milliseconds: to connect, of silence, and until IDLE is begun anew before the server or a router between ends it. */
const CONNECT_MS = 20_000
const SILENCE_MS = 6 * 60_000
const IDLE_MS = 4 * 60_000
/** An address is given up after so long, should there be others. */
const ADDRESS_TIMEOUT = 2_500
/** Bytes: headers of a mail, or the part of its text that is kept, come in one literal. */
const LIMITS = { maxLiteralSize: 1_000_000, maxLineLength: 1_000_000, maxResponseSize: 4_000_000 } as const
const TOKENS = 200_000

/** How to reach the server, where that is not straight and with Node's own authorities. */
interface Way {
  readonly authorities: SecureContext | undefined
  readonly tunnel: Socket | undefined
}

/** The client of a connection that is not made yet. */
export async function clientTo(server: MailServer, way: Way): Promise<ImapFlow> {
  const { ImapFlow } = await import('imapflow')
  return new ImapFlow(optionsFor(server, way))
}

function optionsFor(
  { host, port, security, user, password, token }: MailServer,
  { authorities, tunnel }: Way,
): ImapFlowOptions {
  return {
    host,
    port,
    secure: security === 'tls',
    ...(security !== 'tls' && { doSTARTTLS: security === 'starttls' }),
    auth: token === undefined ? { user, pass: password } : { user, accessToken: token },
    tls: {
      ...(authorities && { secureContext: authorities }),
      ...({ autoSelectFamilyAttemptTimeout: ADDRESS_TIMEOUT } as object),
    },
    ...(tunnel && { transport: through(tunnel) }),
    logger: false,
    clientInfo: { name: 'intvlm8r' },
    disableAutoIdle: true,
    disableCompression: true,
    connectionTimeout: CONNECT_MS,
    greetingTimeout: CONNECT_MS,
    socketTimeout: SILENCE_MS,
    maxIdleTime: IDLE_MS,
    ...LIMITS,
    maxResponseTokens: TOKENS,
  }
}

/** Over a connection that a proxy made. */
function through(tunnel: Socket): ImapTransport {
  const encrypted = (
    socket: Socket,
    {
      servername,
      tls,
    }: Parameters<ImapTransport['connect']>[0] | Parameters<NonNullable<ImapTransport['upgrade']>>[1],
    onSecure: () => void,
  ) => secure({ ...tls, socket, ...(servername !== undefined && { servername }) }, onSecure)
  return {
    connect: (options, onConnect) => {
      if (options.secure) return encrypted(tunnel, options, onConnect)
      setImmediate(onConnect)
      return tunnel
    },
    upgrade: (socket, options, onSecure) => encrypted(socket as Socket, options, onSecure),
  }
}
