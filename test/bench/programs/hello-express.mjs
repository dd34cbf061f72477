// The Express hello-world that /monitoring is compared with.
import express from 'express'

const app = express()
app.get('/', (_request, response) => response.send('Hello World!'))
const server = app.listen(0, '127.0.0.1', () => console.log(server.address().port))
