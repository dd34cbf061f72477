/** A page of the help: its lines can be copied. */
import { useCopyButtons } from './parts/copy'

useCopyButtons()
