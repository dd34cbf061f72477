// Forwards connections as they are, as socat and haproxy in mode tcp do.
const { connect, createServer } = require('node:net')

const { host, from, to } = JSON.parse(process.argv[2])

createServer(client => {
  const server = connect(to, '127.0.0.1')
  client.pipe(server).pipe(client)
  client.on('error', () => server.destroy())
  server.on('error', () => client.destroy())
}).listen(from, host, () => console.log('ready'))
