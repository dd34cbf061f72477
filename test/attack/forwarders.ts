/** Programs in front of the appliance, on its own machine: nginx in several settings, and one that forwards bytes. */
import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { FIRST, PORT } from './appliance'
import type { Networks } from './networks'
import { APPLIANCE } from './networks'

/** Their ports on the cable. */
export const FORWARDERS = {
  'nginx without settings': 8_081,
  'nginx that keeps the Host': 8_082,
  'nginx with X-Forwarded-For and X-Real-IP': 8_083,
  'bytes, as socat and haproxy in mode tcp': 8_084,
} as const

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

/** Starts them all; resolves with what ends them. */
export async function openForwarders({ appliance }: Networks, home: string): Promise<() => Promise<void>> {
  const folder = join(home, 'nginx')
  mkdirSync(folder)
  writeFileSync(join(folder, 'nginx.conf'), configuration(folder))
  const env = { PATH: `${process.env.PATH}:/usr/sbin` }
  const inside = (...command: string[]) =>
    spawn('ip', ['netns', 'exec', appliance, ...FIRST, ...command], {
      env,
      stdio: ['ignore', 'pipe', 'inherit'],
    })
  const nginx = inside('nginx', '-e', 'stderr', '-c', join(folder, 'nginx.conf'))
  const order = { host: APPLIANCE[4], from: FORWARDERS['bytes, as socat and haproxy in mode tcp'], to: PORT }
  const bytes = inside(
    process.execPath,
    join(import.meta.dirname, 'programs/forward.cjs'),
    JSON.stringify(order),
  )
  await once(bytes.stdout, 'data')
  return async () => {
    await Promise.all([nginx, bytes].map(end))
  }
}

async function end(child: ChildProcess): Promise<void> {
  const exit = once(child, 'exit')
  if (child.kill('SIGTERM')) await exit
}
