import { IconPlus } from '@tabler/icons-react'
import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { call } from '../../api.ts'
import { queries, termsQuery, useMe } from '../../queries.ts'
import { arrange } from '../../records/arrange.ts'
import { NameLine } from '../../records/NameLine.tsx'
import { useWords } from '../../words.ts'
import { Sortable } from '../common/Sortable.tsx'
import { WordRow } from './WordRow.tsx'
import part from '../common/Part.module.css'
import css from './ListsPart.module.css'

/** The words of a dictionary, in their order: renamed, coloured, switched off, added. */
export function WordList({ dictionary, label }: { dictionary: string; label: string }) {
  const t = useWords()
  const manages = useMe()?.may.edit.includes('terms') === true
  const { data } = useQuery(termsQuery)
  const uses = useUses(dictionary, manages)
  const [adding, setAdding] = useState(false)
  const words = data?.filter((term) => term.dictionary === dictionary)
  return (
    <>
      {words ? (
        <Sortable
          label={label}
          className={css.list}
          items={words}
          editable={manages && words.length > 1}
          onOrder={(ids) => void arrange(termsQuery.queryKey, ids, (order) => call('terms.arrange', { ids: order }))}
        >
          {(term, grip) => (
            <WordRow term={term} grip={grip} uses={uses && (uses.get(term.id) ?? 0)} manages={manages} />
          )}
        </Sortable>
      ) : (
        <div aria-busy>
          {[30, 45, 25, 40].map((width, i) => (
            <div key={i} className={part.waiting} style={{ width: `${String(width)}%` }} />
          ))}
        </div>
      )}
      {words?.length === 0 && <p className={css.empty}>{t('settings.lists.empty')}</p>}
      {manages && words && (
        <div className={`${part.add} ${css.add}`}>
          {adding ? (
            <NameLine
              key={dictionary}
              label={t('settings.lists.new')}
              several
              onSave={async (name) => {
                await call('terms.create', { dictionary, name })
                await queries.invalidateQueries({ queryKey: ['terms'] })
              }}
              onClose={() => setAdding(false)}
            />
          ) : (
            <button type="button" className="btn" onClick={() => setAdding(true)}>
              <IconPlus size={16} stroke={1.75} aria-hidden />
              {t('settings.lists.add')}
            </button>
          )}
        </div>
      )}
    </>
  )
}

/** In how many records each word stands. */
function useUses(dictionary: string, asked: boolean): ReadonlyMap<number, number> | undefined {
  return useQuery({
    queryKey: ['terms', 'uses', dictionary],
    enabled: asked,
    queryFn: async () => new Map((await call('terms.uses', { dictionary })).items.map(({ id, count }) => [id, count])),
  }).data
}
