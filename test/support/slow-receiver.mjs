// A receiver in a process of its own: tells its parent the port, and each request before it answers it.
import { createServer } from 'node:http'

const server = createServer((_request, response) => {
  process.send('asked')
  setTimeout(() => response.end('OK'), 100)
})
server.listen(0, '127.0.0.1', () => process.send(server.address().port))
