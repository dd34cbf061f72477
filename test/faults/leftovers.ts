/** In every file of the campaign: no test that ran out of time leaves an appliance behind. */
import { afterAll } from 'vitest'
import { closeMachines } from './machine'

afterAll(closeMachines)
