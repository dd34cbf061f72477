/** What an unmodified Checker does with a peer, replayed: its request, and its judgement of the answer. */
import { connect } from 'node:net'
import { text } from 'node:stream/consumers'

interface CheckerReply {
  readonly status: number
  readonly body: string
}

/** As `requests` of Python sends what upstream's PeerChecker asks for. */
export async function askAsChecker(port: number, path = '/', host = '127.0.0.1'): Promise<CheckerReply> {
  const socket = connect(port, host)
  socket.end(
    `GET ${path} HTTP/1.1\r\nHost: ${host}:${port}\r\nUser-Agent: python-requests/2.31.0\r\nAccept-Encoding: gzip, deflate\r\nAccept: */*\r\nConnection: keep-alive\r\n\r\n`,
  )
  const [head = '', body = ''] = (await text(socket)).split('\r\n\r\n')
  return { status: Number(head.split(' ')[1]), body }
}

/** The judgement of upstream's PeerChecker: parts of the body, in this order. */
export function judgedByChecker({ status, body }: CheckerReply): string {
  if (status !== 200) return 'returned a non-standard status code.'
  if (body.includes('True')) return 'fine'
  if (body.includes('MailProblem')) return 'reports it cannot send email.'
  if (body.includes('JobProblem')) return 'reports its jobs are not running.'
  return 'had an unexpected response.'
}
