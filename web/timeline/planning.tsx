import { bindings, type ActivityKind, type Binding } from '../../model/activities.ts'
import { ActivityForm } from '../activities/ActivityForm.tsx'
import type { About } from './timelineData.ts'

const keys = Object.entries(bindings) as [Binding, About['record']][]

/** The window in which an activity of a kind is planned for the record. */
export const planning = (kind: ActivityKind) =>
  function Planning({ about, onClose }: { about: About; onClose(): void }) {
    const [key] = keys.find(([, record]) => record === about.record)!
    return (
      <ActivityForm start={{ kind, bound: { [key]: [about.id] }, names: { [key]: [about.name] } }} onClose={onClose} />
    )
  }
