import { Router } from 'express'
import { field } from '../pages/form'
import type { AppPorts } from '../ports'

/** `POST /losses/seen`: the owner has read what was lost; `at` names the loss by its moment. */
export function lossesDoor({ losses }: AppPorts): Router {
  const door = Router()
  door.post('/losses/seen', async (request, response) => {
    await losses.acknowledge(Number(field(request, 'at')))
    response.redirect(303, '/')
  })
  return door
}
