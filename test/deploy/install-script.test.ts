import { execFile, spawn } from 'node:child_process'
import { X509Certificate } from 'node:crypto'
import { once } from 'node:events'
import { existsSync } from 'node:fs'
import { copyFile, mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'

const PROGRAM = join(import.meta.dirname, '../../dist/bin/intvlm8r.js')
const URL = 'https://nosnch.in/0123456789'

let folder: string
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'intvlm8r-install-'))
  // The functions alone: without the last line nothing runs.
  const script = await readFile(join(import.meta.dirname, '../../deploy/install.sh'), 'utf8')
  await writeFile(join(folder, 'functions.sh'), script.replace(/main "\$@"\n$/, ''))
  await writeFile(join(folder, 'intvlm8r'), `#!/bin/sh\nexec "${process.execPath}" "${PROGRAM}" "$@"\n`, {
    mode: 0o755,
  })
  await writeIni('')
})
afterEach(async () => await rm(folder, { recursive: true }))

async function writeIni(more: string): Promise<void> {
  const text = `[Monitoring]\nheartbeatfrequency = Off\nheartbeaturl =\n[Zmq]\nport = 5555\n${more}`
  await writeFile(join(folder, 'intvlm8r.ini'), text)
}

/** Runs functions of install.sh with the real command. */
function functions(script: string): Promise<string> {
  const env = { PATH: `${folder}:${process.env.PATH}`, INTVLM8R_HOME: folder }
  return new Promise((resolve, reject) => {
    const words = ['-euc', `cd ${folder}; . ./functions.sh; left_out=; ${script}`]
    execFile('sh', words, { env }, (error, stdout) => (error ? reject(error) : resolve(stdout)))
  })
}

/** A program of the machine, in place of its own. */
const standIn = (name: string, script: string) =>
  writeFile(join(folder, name), `#!/bin/sh\n${script}\n`, { mode: 0o755 })

const lastLine = (output: string) => output.trimEnd().split('\n').at(-1) ?? ''

describe('install.sh --import', () => {
  it.each([
    ['[Global]\nfile created = today\n', /^Nothing was taken over from camera\.ini: it has no heartbeat/],
    ['[Monitoring]\nheartbeatfrequency =\n', /^Nothing was taken over from camera\.ini: it has no heartbeat/],
    [
      '[Monitoring]\nheartbeatfrequency = 7\n',
      /^Nothing was taken over from camera\.ini: \[Monitoring\] heartbeatfrequency: "7"/,
    ],
    [
      '[Monitoring]\nheartbeatfrequency = 5\n',
      /^Nothing was taken over from camera\.ini: \[Monitoring\] heartbeaturl: is empty/,
    ],
  ])('goes on without anything to take over from %j, and says so at the end', async (text, words) => {
    await writeFile(join(folder, 'camera.ini'), text)
    const output = await functions('take_over camera.ini; say_the_end')
    expect(output).toContain('The appliance is installed and runs')
    expect(lastLine(output)).toMatch(words)
  })

  it('goes on when the command itself does not work', async () => {
    await writeFile(join(folder, 'intvlm8r'), '#!/bin/sh\necho no such command >&2\nexit 127\n')
    expect(lastLine(await functions('take_over camera.ini; say_the_end'))).toBe(
      'Nothing was taken over from camera.ini: no such command',
    )
  })

  it('ends without a word about it when it was taken over, or is the same already', async () => {
    const text = `[Monitoring]\nheartbeatfrequency = 5\nheartbeaturl = ${URL}\n`
    await writeFile(join(folder, 'camera.ini'), text)
    for (const words of ['Took over the heartbeat URL and the frequency 5.', 'has the same already.']) {
      const output = await functions('take_over camera.ini; say_the_end')
      expect(output).toContain(words)
      expect(lastLine(output)).toMatch(/^ +settings/)
    }
  })
})

describe('install.sh --tls', () => {
  const FINGERPRINT = /^ {4}fingerprint ((?:[\dA-F]{2}:){31}[\dA-F]{2})$/m

  it('makes a certificate once, and prints its fingerprint beside the address of the page', async () => {
    await writeIni('[Web]\nhost = 127.0.0.1\n')
    const first = await functions('switch_tls_on; say_the_end')
    const again = await functions('switch_tls_on; say_the_end')
    const [, fingerprint = ''] = FINGERPRINT.exec(first) ?? []
    const { fingerprint256 } = new X509Certificate(await readFile(join(folder, 'self-signed.pem')))
    expect([fingerprint, FINGERPRINT.exec(again)?.[1]]).toEqual([fingerprint256, fingerprint256])
    expect(first).toContain('\n    page        https://127.0.0.1:8080/\n    fingerprint ')
    // Later runs without the option go on to show it.
    expect(await functions('say_the_end')).toContain(fingerprint)
  })

  it('leaves a certificate of the owner, and says so at the end', async () => {
    const ini = '[Web]\ntlscert = a.pem\ntlskey = b.pem\n'
    await writeIni(ini)
    const output = await functions('switch_tls_on; say_the_end')
    expect(lastLine(output)).toContain('https was not switched on: the INI names a certificate of your own')
    expect(output).not.toContain('fingerprint')
    expect(await readFile(join(folder, 'intvlm8r.ini'), 'utf8')).toContain(ini)
  })

  it('is not asked for without the option', async () => {
    const output = await functions('say_the_end')
    expect(output).toContain('http://')
    expect(output).not.toContain('fingerprint')
    expect(await readFile(join(folder, 'intvlm8r.ini'), 'utf8')).not.toContain('tlscert')
  })
})

describe('an installation over an older one', () => {
  /** Stands in for the programs of a machine with these packages, and prints what apt is to install. */
  async function stubs(...installed: readonly string[]): Promise<void> {
    const programs = {
      'apt-get': 'echo "$@" | sed "s/.*--allow-downgrades //"',
      dpkg: 'echo arm64',
      'dpkg-deb': 'echo 1.2.0',
      'dpkg-query': `for name; do :; done; case " ${installed.join(' ')} " in *" $name "*) echo installed ;; esac`,
    }
    for (const [name, script] of Object.entries(programs)) await standIn(name, script)
  }
  const MAIN = 'intvlm8r-heartbeat_1.2.0_all.deb'
  const ZMQ = 'intvlm8r-heartbeat-zmq_1.2.0_arm64.deb'
  const installs = (...files: readonly string[]) =>
    Promise.all(files.map(file => writeFile(join(folder, file), '')))
      .then(() => functions(`work=work; mkdir work; deb=${MAIN}; install_package`))
      .then(lastLine)

  it('takes the main package alone where there is no other', async () => {
    await stubs('intvlm8r-heartbeat')
    expect(await installs(MAIN, ZMQ)).toBe(`work/${MAIN}`)
  })

  it('takes that for 0MQ along where it is installed, which apt would remove otherwise', async () => {
    await stubs('intvlm8r-heartbeat', 'intvlm8r-heartbeat-zmq')
    expect(await installs(MAIN, ZMQ)).toBe(`work/${MAIN} work/${ZMQ}`)
  })

  it('stops before anything changes where that for 0MQ is not there in the same version', async () => {
    await stubs('intvlm8r-heartbeat', 'intvlm8r-heartbeat-zmq')
    await expect(installs(MAIN)).rejects.toThrow(`takes the same version: put ${ZMQ} beside ${MAIN}`)
  })
})

describe('a build', () => {
  it('is made as the owner of the checkout, who may have no account on this machine', async () => {
    await standIn('stat', 'case "$2" in %u) echo 501 ;; %g) echo 20 ;; *) echo UNKNOWN ;; esac')
    await standIn('runuser', 'echo "runuser: user $2 does not exist" >&2; exit 1')
    await standIn('setpriv', 'echo "$@"')
    expect(await functions('as_owner npm ci')).toBe('--reuid 501 --regid 20 --clear-groups -- npm ci\n')
  })
})

describe('a build that is broken off', () => {
  it.each([
    ['Ctrl-C', 'SIGINT', 130],
    ['the end of its terminal', 'SIGHUP', 129],
    ['kill', 'SIGTERM', 143],
  ] as const)(
    'by %s leaves neither its folder nor the packages that came for it',
    async (_, signal, code) => {
      const [work, came, done] = ['work', 'came', 'done'].map(name => join(folder, name)) as [
        string,
        string,
        string,
      ]
      const deploy = join(folder, 'checkout/deploy')
      for (const each of [deploy, join(folder, 'checkout/scripts')]) await mkdir(each, { recursive: true })
      await copyFile(join(import.meta.dirname, '../../deploy/install.sh'), join(deploy, 'install.sh'))
      await writeFile(join(folder, 'checkout/scripts/package.mjs'), '')
      await standIn('id', 'echo 0')
      await standIn('mktemp', `mkdir '${work}' && echo '${work}'`)
      await standIn('dpkg', 'exit')
      await standIn('setpriv', 'while [ "$1" != -- ]; do shift; done; shift; exec "$@"')
      await standIn('dpkg-query', `echo installed base; if [ -e '${came}' ]; then echo installed npm; fi`)
      await standIn('apt-mark', 'exit')
      await standIn('npm', `: >'${came}'; exec sleep 600`)
      await standIn(
        'apt-get',
        `case "$*" in *autoremove) echo 'Remv npm [1]' ;; *purge*) echo "$@" >>'${done}' ;; esac`,
      )
      const env = { PATH: `${folder}:${process.env.PATH}` }
      const script = spawn('sh', [join(deploy, 'install.sh')], { env, detached: true, stdio: 'ignore' })
      const ended = once(script, 'exit')
      await expect.poll(() => existsSync(came)).toBe(true)
      process.kill(-(script.pid as number), signal)
      expect(await ended).toEqual([code, null])
      expect(existsSync(work)).toBe(false)
      expect(await readFile(done, 'utf8')).toBe('-o DPkg::Lock::Timeout=600 purge -y -q npm\n')
    },
  )
})

describe('the addresses at the end', () => {
  it.each([
    ['[Web]\nhost = 127.0.0.1\nport = 8081\n', 'http://127.0.0.1:8081/'],
    ['[web]\nHost = ::1\nPORT : 90\n', 'http://[::1]:90/'],
    ['[Web]\nhost = pi.lan\ntlscert = a.pem\ntlskey = b.pem\n', 'https://pi.lan:8080/'],
  ])('are those of the INI: %j', async (ini, address) => {
    await writeIni(ini)
    expect(await functions('say_the_end')).toContain(`\n    page        ${address}\n    password`)
  })
})
