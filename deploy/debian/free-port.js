// Prints the first free port, starting at the argument: no program listens at it, and no nginx of this machine is set up
// to, which may not be running just now.
const { execFileSync } = require('node:child_process')
const { createServer } = require('node:net')

const NGINX = ['/etc/nginx/nginx.conf', '/etc/nginx/conf.d', '/etc/nginx/sites-enabled']
/** The addresses at which the web app listens: all, and loopback of both kinds. */
const ADDRESSES = [{ host: '0.0.0.0' }, { host: '::', ipv6Only: true }]

const canListen = options =>
  new Promise(resolve => {
    const server = createServer()
    // Other errors, as of a machine without IPv6, leave the port free.
    server.once('error', ({ code }) => resolve(code !== 'EADDRINUSE'))
    server.listen(options, () => server.close(() => resolve(true)))
  })

function portsOfNginx() {
  try {
    const lines = execFileSync('grep', ['-rhsE', '^[[:space:]]*listen[[:space:]]', ...NGINX], {
      encoding: 'utf8',
    })
    return [...lines.matchAll(/listen\s+(?:\S+:)?(\d+)\b/g)].map(([, port]) => Number(port))
  } catch {
    return [] // No nginx, or none of its ports named.
  }
}

async function main(first) {
  const promised = portsOfNginx()
  for (let port = first; port < first + 100; port++) {
    if (promised.includes(port)) continue
    const free = await Promise.all(ADDRESSES.map(address => canListen({ ...address, port })))
    if (free.every(Boolean)) return port
  }
  return first
}

main(Number(process.argv[2])).then(port => console.log(port))
