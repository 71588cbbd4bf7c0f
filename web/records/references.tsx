import { createContext, useContext, useMemo, type ReactNode } from 'react'
import type { RowOf } from '../../model/records.ts'
import { useFormat, type Format } from '../format.ts'
import { useCurrencies, useEveryPipeline, useMe, usePeople, useStages, useTerms, type Me } from '../queries.ts'

/** The lists that everybody sees all of, by which ids are named, and the person's way of writing. */
interface References {
  people: RowOf<'users'>[]
  pipelines: RowOf<'pipelines'>[]
  stages: RowOf<'stages'>[]
  terms: RowOf<'terms'>[]
  currencies: RowOf<'currencies'>[]
  me: Me | undefined
  format: Format
  person(id: number): RowOf<'users'> | undefined
  pipeline(id: number): RowOf<'pipelines'> | undefined
  stage(id: number): RowOf<'stages'> | undefined
  term(id: number): RowOf<'terms'> | undefined
}

const Known = createContext<References | null>(null)

/** Reads the references once for everything inside: a grid has hundreds of cells that name something. */
export function WithReferences({ children }: { children: ReactNode }) {
  const [people, pipelines, stages, terms, currencies] = [
    usePeople(),
    useEveryPipeline(),
    useStages(),
    useTerms(),
    useCurrencies(),
  ]
  const me = useMe()
  const format = useFormat()
  const value = useMemo((): References => {
    const [persons, ways, steps, words] = [byId(people), byId(pipelines), byId(stages), byId(terms)]
    return {
      people,
      pipelines,
      stages,
      terms,
      currencies,
      me,
      format,
      person: (id) => persons.get(id),
      pipeline: (id) => ways.get(id),
      stage: (id) => steps.get(id),
      term: (id) => words.get(id),
    }
  }, [people, pipelines, stages, terms, currencies, me, format])
  return <Known value={value}>{children}</Known>
}

const byId = <T extends { id: number }>(rows: readonly T[]) => new Map(rows.map((row) => [row.id, row]))

/** Only inside `WithReferences`. */
export function useReferences(): References {
  const known = useContext(Known)
  if (!known) throw new Error('References are read outside WithReferences')
  return known
}
