/** Imported by every file of the campaign, so that no test out of time leaves an appliance behind. */
import { afterAll } from 'vitest'
import { closeMachines } from './machine'

afterAll(closeMachines)
