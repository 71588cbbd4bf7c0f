import { IconCheckbox, IconPhone, IconUsers, type Icon } from '@tabler/icons-react'
import type { ComponentType } from 'react'
import { Planned } from '../activities/Planned.tsx'
import type { WordKey } from '../words.ts'
import { planning } from './planning.tsx'
import type { About } from './timelineData.ts'

/** Something else than a comment that is added to a record from its timeline, in a window. */
export interface Adding {
  key: string
  word: WordKey
  Icon: Icon
  Window: ComponentType<{ about: About; onClose(): void }>
}

/** What can be added beside a comment, in the order of its buttons. A new one is a line here. */
export const addings: readonly Adding[] = [
  { key: 'call', word: 'value.call', Icon: IconPhone, Window: planning('call') },
  { key: 'meeting', word: 'value.meeting', Icon: IconUsers, Window: planning('meeting') },
  { key: 'task', word: 'value.task', Icon: IconCheckbox, Window: planning('task') },
]

/** What stands before the past: what is planned. A new one is a line here. */
export const ahead: readonly ComponentType<About & { editable: boolean }>[] = [Planned]
