// A receiver on the internet that redirects every request to `?to=`, and a service in the LAN beside it. Prints a line
// for each request that reaches the service.
const { createServer } = require('node:http')

const { receiver, service } = JSON.parse(process.argv[2])

createServer((request, response) => {
  const to = new URL(request.url, 'http://receiver').searchParams.get('to') ?? '/'
  response.writeHead(302, { Location: to, Connection: 'close' }).end()
}).listen(receiver.port, receiver.host, () => {
  createServer((request, response) => {
    console.log(`visited ${request.url}`)
    response.end('OK')
  }).listen(service.port, service.host, () => console.log('ready'))
})
