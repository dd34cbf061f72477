import { execFileSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

export interface Certificate {
  /** PEM. */
  readonly cert: string
  readonly key: string
}

export interface Certificates {
  /** PEM of the authority that a client has to trust. */
  readonly ca: string
  /** For localhost, receiver.test, cronitor.link, 127.0.0.1 and ::1. */
  readonly good: Certificate
  readonly expired: Certificate
  readonly notYetValid: Certificate
  /** For other.example. */
  readonly wrongHost: Certificate
  readonly selfSigned: Certificate
}

const OPENSSL_CA = `
[ca]
default_ca = here
[here]
database = index
serial = serial
new_certs_dir = .
default_md = sha256
policy = any
copy_extensions = copy
unique_subject = no
[any]
commonName = supplied
`

const LOCAL = 'DNS:localhost,DNS:receiver.test,DNS:cronitor.link,IP:127.0.0.1,IP:::1'
const NEW_KEY = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes']

/** Makes an authority and certificates, good ones and bad ones, with openssl. Takes about a quarter of a second. */
export function makeCertificates(): Certificates {
  const folder = mkdtempSync(join(tmpdir(), 'certificates-'))
  const openssl = (...args: string[]) => execFileSync('openssl', args, { cwd: folder, stdio: 'pipe' })
  const read = (name: string) => readFileSync(join(folder, name), 'utf8')
  const pair = (name: string) => ({ cert: read(`${name}.crt`), key: read(`${name}.key`) })

  function selfSigned(name: string, ...extensions: string[]): Certificate {
    const files = ['-keyout', `${name}.key`, '-out', `${name}.crt`]
    openssl('req', '-x509', ...NEW_KEY, ...files, '-days', '2', '-subj', `/CN=${name}`, ...extensions)
    return pair(name)
  }

  /** `from` and `until` as YYYYMMDDHHMMSSZ. */
  function signed(name: string, names: string, from: string, until: string): Certificate {
    const files = ['-keyout', `${name}.key`, '-out', `${name}.csr`]
    openssl('req', '-new', ...NEW_KEY, ...files, '-subj', `/CN=${name}`, '-addext', `subjectAltName=${names}`)
    const authority = [
      '-config',
      'ca.cnf',
      '-cert',
      'authority.crt',
      '-keyfile',
      'authority.key',
      '-rand_serial',
    ]
    const span = ['-startdate', from, '-enddate', until]
    openssl('ca', '-batch', '-notext', ...authority, ...span, '-in', `${name}.csr`, '-out', `${name}.crt`)
    return pair(name)
  }

  try {
    writeFileSync(join(folder, 'ca.cnf'), OPENSSL_CA)
    writeFileSync(join(folder, 'index'), '')
    writeFileSync(join(folder, 'serial'), '01')
    const { cert: ca } = selfSigned('authority')
    return {
      ca,
      good: signed('good', LOCAL, '20200101000000Z', '20991231235959Z'),
      expired: signed('expired', LOCAL, '20200101000000Z', '20210101000000Z'),
      notYetValid: signed('early', LOCAL, '20980101000000Z', '20991231235959Z'),
      wrongHost: signed('other', 'DNS:other.example', '20200101000000Z', '20991231235959Z'),
      selfSigned: selfSigned('lonely', '-addext', `subjectAltName=${LOCAL}`),
    }
  } finally {
    rmSync(folder, { recursive: true })
  }
}

/** A self-signed certificate for localhost and 127.0.0.1, from now on, of that name. */
export function makeSelfSigned(days: number, subject = '/CN=lonely'): Certificate {
  return inFolder((openssl, read) => {
    const files = ['-keyout', 'key', '-out', 'crt', '-subj', subject, '-days', `${days}`]
    openssl('req', '-x509', ...NEW_KEY, ...files, '-addext', `subjectAltName=${LOCAL}`)
    return { cert: read('crt'), key: read('key') }
  })
}

/** A root, an authority between and a leaf, each for so many days; the certificate is the leaf's with that between. */
export function makeChain(days: { root: number; between: number; leaf: number }): Certificate & {
  readonly ca: string
} {
  return inFolder((openssl, read, write) => {
    write('between.ext', 'basicConstraints=critical,CA:TRUE')
    write('leaf.ext', `subjectAltName=${LOCAL}`)
    const authority = ['-keyout', 'root.key', '-out', 'root.crt', '-subj', '/CN=root']
    openssl('req', '-x509', ...NEW_KEY, ...authority, '-days', `${days.root}`)
    const signed = (name: 'between' | 'leaf', by: string) => {
      openssl(
        'req',
        '-new',
        ...NEW_KEY,
        '-keyout',
        `${name}.key`,
        '-out',
        `${name}.csr`,
        '-subj',
        `/CN=${name}`,
      )
      const issuer = ['-CA', `${by}.crt`, '-CAkey', `${by}.key`, '-CAcreateserial', '-extfile', `${name}.ext`]
      openssl(
        'x509',
        '-req',
        '-in',
        `${name}.csr`,
        ...issuer,
        '-days',
        `${days[name]}`,
        '-out',
        `${name}.crt`,
      )
    }
    signed('between', 'root')
    signed('leaf', 'between')
    return { cert: read('leaf.crt') + read('between.crt'), key: read('leaf.key'), ca: read('root.crt') }
  })
}

function inFolder<T>(
  make: (
    openssl: (...args: string[]) => void,
    read: (name: string) => string,
    write: (name: string, text: string) => void,
  ) => T,
): T {
  const folder = mkdtempSync(join(tmpdir(), 'certificates-'))
  try {
    return make(
      (...args) => void execFileSync('openssl', args, { cwd: folder, stdio: 'pipe' }),
      name => readFileSync(join(folder, name), 'utf8'),
      (name, text) => writeFileSync(join(folder, name), text),
    )
  } finally {
    rmSync(folder, { recursive: true })
  }
}
