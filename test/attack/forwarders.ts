/** Programs in front of the appliance, on its own machine: nginx and haproxy in several settings, and one that forwards bytes. */
import { type ChildProcess, execFileSync, spawn } from 'node:child_process'
import { once } from 'node:events'
import { appendFileSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { FIRST, PORT } from './appliance'
import type { Networks } from './networks'
import { APPLIANCE } from './networks'

/** Their ports on the cable. */
export const FORWARDERS = {
  'nginx without settings': 8_081,
  'nginx that keeps the Host': 8_082,
  'nginx with X-Forwarded-For and X-Real-IP': 8_083,
  'bytes, as socat does': 8_084,
  'haproxy without settings': 8_085,
  'haproxy with option forwardfor': 8_086,
  'haproxy in mode tcp': 8_087,
} as const

/** Those with https, which the appliance itself does not speak here. */
export const TLS_FORWARDERS = { 'haproxy with https': 8_443 } as const

const HOST = 'proxy_set_header Host $http_host;'
const ORIGIN =
  'proxy_set_header X-Forwarded-For $proxy_add_x_forwarded_for; proxy_set_header X-Real-IP $remote_addr;'

function configuration(folder: string): string {
  const server = (name: keyof typeof FORWARDERS, lines: string) =>
    `server { listen ${APPLIANCE[4]}:${FORWARDERS[name]}; location / { proxy_pass http://127.0.0.1:${PORT}; ${lines} } }`
  return `daemon off; pid ${folder}/pid; error_log stderr error;
events {}
http {
  access_log off;
  client_body_temp_path ${folder}/body; proxy_temp_path ${folder}/proxy; fastcgi_temp_path ${folder}/fastcgi;
  uwsgi_temp_path ${folder}/uwsgi; scgi_temp_path ${folder}/scgi;
  ${server('nginx without settings', '')}
  ${server('nginx that keeps the Host', HOST)}
  ${server('nginx with X-Forwarded-For and X-Real-IP', HOST + ORIGIN)}
}
`
}

const FORWARDED_PROTO = 'http-request set-header X-Forwarded-Proto https'

/** Of Debian's haproxy; it forwards bodies as they come, and keeps the Host. */
function haproxyConfiguration(folder: string): string {
  const listen = (name: keyof typeof FORWARDERS, ...lines: readonly string[]) =>
    block(FORWARDERS[name], ['mode http', ...lines])
  const block = (port: number, lines: readonly string[], bind = '') =>
    [`listen ${port}`, `bind ${APPLIANCE[4]}:${port} ${bind}`, ...lines, `server app 127.0.0.1:${PORT}`].join(
      '\n  ',
    )
  return `global
  maxconn 4000
defaults
  timeout connect 5s
  timeout client 30s
  timeout server 30s
  timeout http-request 15s
${listen('haproxy without settings')}
${listen('haproxy with option forwardfor', 'option forwardfor')}
${block(FORWARDERS['haproxy in mode tcp'], ['mode tcp'])}
${block(TLS_FORWARDERS['haproxy with https'], ['mode http', 'option forwardfor', FORWARDED_PROTO], `ssl crt ${folder}/pair.pem`)}
`
}

/** A certificate and its key in one file, as haproxy reads them. */
function makePair(folder: string): void {
  const [key, pair] = ['key.pem', 'pair.pem'].map(name => join(folder, name)) as [string, string]
  const subject = ['-subj', '/CN=pi', '-addext', `subjectAltName=IP:${APPLIANCE[4]}`]
  const made = ['req', '-x509', '-newkey', 'rsa:2048', '-nodes', '-days', '2', '-keyout', key, '-out', pair]
  execFileSync('openssl', [...made, ...subject], { stdio: 'ignore' })
  appendFileSync(pair, readFileSync(key))
}

/** Starts them all; resolves with what ends them. */
export async function openForwarders({ appliance }: Networks, home: string): Promise<() => Promise<void>> {
  const folder = join(home, 'proxies')
  mkdirSync(folder)
  writeFileSync(join(folder, 'nginx.conf'), configuration(folder))
  const env = { PATH: `${process.env.PATH}:/usr/sbin` }
  const inside = (...command: string[]) =>
    spawn('ip', ['netns', 'exec', appliance, ...FIRST, ...command], {
      env,
      stdio: ['ignore', 'pipe', 'inherit'],
    })
  const nginx = inside('nginx', '-e', 'stderr', '-c', join(folder, 'nginx.conf'))
  const order = { host: APPLIANCE[4], from: FORWARDERS['bytes, as socat does'], to: PORT }
  const bytes = inside(
    process.execPath,
    join(import.meta.dirname, 'programs/forward.cjs'),
    JSON.stringify(order),
  )
  makePair(folder)
  writeFileSync(join(folder, 'haproxy.cfg'), haproxyConfiguration(folder))
  const haproxy = inside('haproxy', '-db', '-f', join(folder, 'haproxy.cfg'))
  await once(bytes.stdout, 'data')
  return async () => {
    await Promise.all([nginx, haproxy, bytes].map(end))
  }
}

async function end(child: ChildProcess): Promise<void> {
  const exit = once(child, 'exit')
  if (child.kill('SIGTERM')) await exit
}
