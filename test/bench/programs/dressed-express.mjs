// Express' speed behind the middleware of a page that needs a log-in: a fixed text of a page's size.
import compression from 'compression'
import express from 'express'
import session from 'express-session'
import helmet from 'helmet'

const text = 'a heartbeat is a claim about now '.repeat(2_000).slice(0, Number(process.argv[2]))
const app = express()
app.use(helmet())
app.use(compression())
app.use(session({ secret: 'measured', resave: false, saveUninitialized: true, rolling: true }))
app.get('/', (_request, response) => response.send(text))
const server = app.listen(0, '127.0.0.1', () => console.log(server.address().port))
