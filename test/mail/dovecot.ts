/** A Dovecot of its own, from Debian: IMAP with and without TLS, and LMTP that keeps plus-addresses. Needs root. */
import { execFileSync, spawn } from 'node:child_process'
import { chmodSync, chownSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { connect } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createTransport } from 'nodemailer'
import { makeCertificates } from '../support/certificates'
import { freePort } from '../support/port'

/** Of Debian's user `nobody`. */
const NOBODY = 65_534

export type Dovecot = Awaited<ReturnType<typeof startDovecot>>

export async function startDovecot() {
  const folder = mkdtempSync(join(tmpdir(), 'dovecot-'))
  chmodSync(folder, 0o755)
  const certificates = makeCertificates()
  const file = (name: string, text: string) => {
    writeFileSync(join(folder, name), text)
    return join(folder, name)
  }
  const mails = join(folder, 'mails')
  mkdirSync(mails)
  chownSync(mails, NOBODY, NOBODY)
  const [imap, imaps, lmtp] = await Promise.all([freePort(), freePort(), freePort()])
  const place = {
    folder,
    mails,
    ports: { imap, imaps, lmtp },
    cert: file('cert.pem', certificates.good.cert),
    key: file('key.pem', certificates.good.key),
  }
  const isOld = execFileSync('dovecot', ['--version'], { encoding: 'utf8' }).startsWith('2.3')
  const config = file('dovecot.conf', isOld ? configOf23(place) : configOf24(place))
  const program = spawn('dovecot', ['-F', '-c', config], { stdio: 'ignore' })
  await untilOpen(imap)

  return {
    ports: place.ports,
    /** The folder with a mailbox of each user. */
    mails,
    certificates,
    /** Gives files that a test wrote into a mailbox to Dovecot's user. */
    own: (user: string) => void execFileSync('chown', ['-R', `${NOBODY}:${NOBODY}`, join(mails, user)]),
    /** Delivers a whole mail by LMTP, as a mail server does. */
    deliver: async (to: string, raw: string): Promise<void> => {
      const transport = createTransport({
        host: '127.0.0.1',
        port: lmtp,
        lmtp: true,
        ignoreTLS: true,
      } as object)
      await transport.sendMail({
        envelope: { from: 'bob@example.org', to: [to] },
        raw: raw.replace(/\r?\n/g, '\r\n'),
      })
      transport.close()
    },
    doveadm: (...args: string[]) => execFileSync('doveadm', ['-c', config, ...args], { encoding: 'utf8' }),
    close: async () => {
      const ended = new Promise(resolve => program.once('exit', resolve))
      program.kill()
      await ended
      rmSync(folder, { recursive: true, force: true })
    },
  }
}

interface Place {
  readonly folder: string
  readonly mails: string
  readonly ports: { readonly imap: number; readonly imaps: number; readonly lmtp: number }
  readonly cert: string
  readonly key: string
}

const services = ({ ports }: Place) => `
service imap-login {
  inet_listener imap {
    port = ${ports.imap}
  }
  inet_listener imaps {
    port = ${ports.imaps}
    ssl = yes
  }
}
service lmtp {
  inet_listener lmtp {
    port = ${ports.lmtp}
  }
}
service stats {
  chroot =
}
`

/** `written` gives a special use the form of a version. */
const inbox = (written: (use: string) => string) => `
namespace inbox {
  inbox = yes
  separator = /
  mailbox Junk {
    special_use = ${written('Junk')}
    auto = create
  }
  mailbox Trash {
    special_use = ${written('Trash')}
    auto = create
  }
}
`

function configOf23(place: Place): string {
  const { folder, mails, cert, key } = place
  return `
base_dir = ${folder}/run
state_dir = ${folder}/state
log_path = ${folder}/log
protocols = imap lmtp
listen = 127.0.0.1
ssl = yes
ssl_cert = <${cert}
ssl_key = <${key}
disable_plaintext_auth = no
auth_mechanisms = plain login
recipient_delimiter = +
lmtp_save_to_detail_mailbox = no
first_valid_uid = 1
mail_location = maildir:${mails}/%u
passdb {
  driver = static
  args = password=secret
}
userdb {
  driver = static
  args = uid=${NOBODY} gid=${NOBODY} home=${mails}/%u
}
${inbox(use => `\\${use}`)}${services(place)}`
}

function configOf24(place: Place): string {
  const { folder, mails, cert, key } = place
  return `
dovecot_config_version = 2.4.0
dovecot_storage_version = 2.4.0
base_dir = ${folder}/run
state_dir = ${folder}/state
log_path = ${folder}/log
protocols = imap lmtp
listen = 127.0.0.1
ssl = yes
ssl_server_cert_file = ${cert}
ssl_server_key_file = ${key}
auth_allow_cleartext = yes
auth_mechanisms = plain login
recipient_delimiter = +
first_valid_uid = 1
mail_driver = maildir
mail_path = ${mails}/%{user}
passdb static {
  password = secret
}
userdb static {
  fields {
    uid = ${NOBODY}
    gid = ${NOBODY}
    home = ${mails}/%{user}
  }
}
${inbox(use => `"\\\\${use}"`)}${services(place)}`
}

async function untilOpen(port: number): Promise<void> {
  for (let tries = 0; ; tries++) {
    const isOpen = await new Promise<boolean>(resolve => {
      const socket = connect(port, '127.0.0.1', () => {
        socket.destroy()
        resolve(true)
      })
      socket.on('error', () => resolve(false))
    })
    if (isOpen) return
    if (tries > 100) throw new Error('Dovecot did not start')
    await new Promise(resolve => setTimeout(resolve, 100))
  }
}
